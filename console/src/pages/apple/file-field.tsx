import { Button, Field, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { ArrowUploadRegular } from "@fluentui/react-icons";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

export interface GivenFile {
	readonly name: string;
	readonly bytes: Uint8Array;
}

interface Fault {
	readonly kind: "empty" | "too-large" | "not-text" | "unreadable";
	readonly name: string;
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

/** A file to hand in: chosen, or dropped here. What it cannot be by its size or its kind is told at once, and leaves the field empty. */
export function FileField({
	label,
	hint,
	accept,
	largest,
	text = false,
	file,
	onFile,
}: {
	readonly label: string;
	readonly hint?: string;
	readonly accept: string;
	/** Bytes: a larger one is another file than the one that is meant. */
	readonly largest: number;
	/** It is to be text: an image, an archive or a certificate in DER is another file. */
	readonly text?: boolean;
	readonly file: GivenFile | null;
	readonly onFile: (file: GivenFile | null) => void;
}) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("apple");
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const [fault, setFault] = useState<Fault | null>(null);
	const take = async (given: File | undefined) => {
		if (given === undefined) return;
		const read = await readFile(given, largest, text);
		setFault("kind" in read ? read : null);
		onFile("kind" in read ? null : read);
	};
	const size = new Intl.NumberFormat(i18n.language).format(Math.floor(largest / 1000));
	const wrong =
		fault === null
			? {}
			: { validationState: "error" as const, validationMessage: t(`file.${fault.kind}`, { name: fault.name, largest: size }) };
	return (
		<Field label={label} {...(hint === undefined ? {} : { hint })} {...wrong}>
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

async function readFile(given: File, largest: number, text: boolean): Promise<GivenFile | Fault> {
	const { name, size } = given;
	if (size > largest) return { kind: "too-large", name };
	// A folder that is dropped, or a file that is gone meanwhile.
	const content = await given.arrayBuffer().catch(() => null);
	if (content === null) return { kind: "unreadable", name };
	const bytes = new Uint8Array(content);
	if (bytes.length === 0) return { kind: "empty", name };
	return text && bytes.includes(0) ? { kind: "not-text", name } : { name, bytes };
}
