import { Button, Field, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { ArrowUploadRegular } from "@fluentui/react-icons";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

export interface GivenFile {
	readonly name: string;
	readonly bytes: Uint8Array;
}

const useStyles = makeStyles({
	box: {
		display: "flex",
		flexWrap: "wrap",
		alignItems: "center",
		gap: tokens.spacingHorizontalM,
		padding: tokens.spacingHorizontalM,
		border: `1px dashed ${tokens.colorNeutralStroke1}`,
		borderRadius: tokens.borderRadiusMedium,
		minWidth: 0,
	},
	over: { backgroundColor: tokens.colorBrandBackground2 },
	name: { overflowWrap: "anywhere", minWidth: 0 },
	input: { display: "none" },
});

/** A file to hand in: chosen, or dropped here. */
export function FileField({
	label,
	hint,
	accept,
	file,
	onFile,
}: {
	readonly label: string;
	readonly hint?: string;
	readonly accept: string;
	readonly file: GivenFile | null;
	readonly onFile: (file: GivenFile) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const take = async (given: File | undefined) => {
		if (given !== undefined) onFile({ name: given.name, bytes: new Uint8Array(await given.arrayBuffer()) });
	};
	return (
		<Field label={label} {...(hint === undefined ? {} : { hint })}>
			<div
				role="group"
				aria-label={label}
				className={mergeClasses(styles.box, over && styles.over)}
				onDragOver={(event) => {
					event.preventDefault();
					setOver(true);
				}}
				onDragLeave={() => setOver(false)}
				onDrop={(event) => {
					event.preventDefault();
					setOver(false);
					void take(event.dataTransfer.files[0]);
				}}
			>
				<input
					ref={input}
					type="file"
					className={styles.input}
					accept={accept}
					aria-label={label}
					onChange={({ target }) => {
						void take(target.files?.[0]);
						// The same file, mended meanwhile, can be chosen again.
						target.value = "";
					}}
				/>
				<Button icon={<ArrowUploadRegular />} onClick={() => input.current?.click()}>
					{t("file.choose")}
				</Button>
				<span className={styles.name}>{file === null ? t("file.or-drop") : file.name}</span>
			</div>
		</Field>
	);
}

export function textOf({ bytes }: GivenFile): string {
	return new TextDecoder().decode(bytes);
}
