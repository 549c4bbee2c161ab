import { Button, Field, makeStyles, mergeClasses, ProgressBar, Text, tokens } from "@fluentui/react-components";
import { DocumentSearchRegular } from "@fluentui/react-icons";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { sendBytes } from "../../api/send-bytes.ts";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import type { Explanation } from "./explain-page.tsx";

const useStyles = makeStyles({
	zone: {
		display: "grid",
		justifyItems: "center",
		gap: tokens.spacingVerticalS,
		padding: tokens.spacingHorizontalL,
		textAlign: "center",
		border: `1px dashed ${tokens.colorNeutralStroke1}`,
		borderRadius: tokens.borderRadiusMedium,
	},
	over: { backgroundColor: tokens.colorBrandBackground2, border: `1px dashed ${tokens.colorBrandStroke1}` },
	unseen: { display: "none" },
	sending: { width: "100%", maxWidth: "480px" },
});

interface Sending {
	readonly name: string;
	readonly part: number;
	readonly stop: () => void;
}

/** A log of a device, dropped or chosen: it is looked through on the service as it arrives, and kept nowhere. */
export function LogDrop({
	whose,
	onRead,
}: {
	readonly whose: { readonly user: string | undefined; readonly serial: string | undefined };
	readonly onRead: (explanation: Explanation | null) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("explain");
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const [sending, setSending] = useState<Sending | null>(null);
	const [error, setError] = useState<unknown>(null);
	const send = async (file: File | undefined) => {
		if (file === undefined) return;
		const stopped = new AbortController();
		const tell = (part: number) => setSending({ name: file.name, part, stop: () => stopped.abort() });
		setError(null);
		onRead(null);
		tell(0);
		try {
			onRead(await sendBytes("/explain/log", { query: whose, file, onProgress: tell, signal: stopped.signal }));
		} catch (failure) {
			if (!stopped.signal.aborted) setError(failure);
		} finally {
			setSending(null);
		}
	};
	return (
		<Section title={t("log.section")}>
			<div
				role="group"
				aria-label={t("log.section")}
				className={mergeClasses(styles.zone, over && styles.over)}
				onDragOver={(event) => {
					event.preventDefault();
					setOver(true);
				}}
				onDragLeave={() => setOver(false)}
				onDrop={(event) => {
					event.preventDefault();
					setOver(false);
					void send(event.dataTransfer.files[0]);
				}}
			>
				{sending === null ? (
					<>
						<Text>{t("log.text")}</Text>
						<Button icon={<DocumentSearchRegular />} onClick={() => input.current?.click()}>
							{t("log.choose")}
						</Button>
						<input
							ref={input}
							type="file"
							className={styles.unseen}
							aria-hidden
							tabIndex={-1}
							onChange={({ currentTarget }) => {
								void send(currentTarget.files?.[0]);
								currentTarget.value = "";
							}}
						/>
					</>
				) : (
					<>
						<Field
							className={styles.sending}
							validationState="none"
							validationMessage={sending.part < 1 ? t("log.sending", { name: sending.name }) : t("log.reading", { name: sending.name })}
						>
							<ProgressBar value={sending.part} />
						</Field>
						<Button onClick={sending.stop}>{t("app:change.cancel")}</Button>
					</>
				)}
			</div>
			{error === null ? null : <ProblemNote error={error} />}
		</Section>
	);
}
