import { Button, MessageBar, MessageBarBody, MessageBarTitle, Spinner, Text } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ApiFailure, ask } from "../../api/client.ts";
import { ChangePreview } from "../../changes/change-preview.tsx";
import { useChange } from "../../changes/use-change.tsx";
import { CopyText } from "../../components/copy-text.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { isConfirmed, TypeToConfirm } from "../../components/type-to-confirm.tsx";

interface Upload {
	readonly certificate: string;
	readonly appleId: string;
	readonly present: Answer<"GET", "/push-certificate">;
	readonly onDone: () => void;
}

/**
 * Looks at a certificate before it is installed. One of another topic would silence every device: nobody gets past that without having typed how many.
 */
export function PushUpload({ certificate, appleId, onDone }: Upload) {
	const { t, i18n } = useTranslation("apple");
	const [typed, setTyped] = useState("");
	const body = { certificate, ...(appleId.trim() === "" ? {} : { appleId: appleId.trim() }) };
	const looked = useQuery({
		queryKey: ["preview", "push", i18n.language, body],
		queryFn: () => ask("POST", "/push-certificate/upload", { query: { preview: "true" }, body }),
		retry: false,
		gcTime: 0,
	});
	const upload = useChange("/push-certificate/upload", { onDone });
	const guard = lostBy(looked.error);
	if (looked.isPending) return <Spinner size="tiny" label={t("app:change.looking")} labelPosition="after" />;
	if (looked.isError && guard === null) return <ProblemNote error={looked.error} />;
	const word = String(guard?.devices ?? "");
	const ready = !upload.isPending && (guard === null || isConfirmed(word, typed));
	return (
		<form
			style={{ display: "grid", gap: "12px", justifyItems: "start", minWidth: 0 }}
			onSubmit={(event) => {
				event.preventDefault();
				if (ready) upload.mutate({ query: {}, body: { ...body, ...(guard === null ? {} : { confirmDevicesLost: guard.devices }) } });
			}}
		>
			{guard === null ? null : (
				<>
					<MessageBar intent="error" layout="multiline" role="alert">
						<MessageBarBody>
							<MessageBarTitle>{t("push.guard-title", { count: guard.devices })}</MessageBarTitle>
							{t("push.guard-text")}
						</MessageBarBody>
					</MessageBar>
					<KeyValues
						rows={[
							[t("push.topic-now"), guard.present === null ? null : <CopyText key="now" text={guard.present} />],
							[t("push.topic-file"), <CopyText key="file" text={guard.uploaded} />],
						]}
					/>
					<Text>{t("push.guard-type")}</Text>
					<TypeToConfirm word={word} typed={typed} onType={setTyped} />
				</>
			)}
			{looked.data?.preview == null ? null : <ChangePreview preview={looked.data.preview} />}
			{(looked.data?.notes ?? []).map((note) => (
				<MessageBar key={note} intent="warning" layout="multiline">
					<MessageBarBody>{note}</MessageBarBody>
				</MessageBar>
			))}
			{upload.isError ? <ProblemNote error={upload.error} /> : null}
			<Button type="submit" appearance="primary" disabled={!ready} {...(upload.isPending ? { icon: <Spinner size="tiny" /> } : {})}>
				{t(guard === null ? "push.install" : "push.install-anyway")}
			</Button>
		</form>
	);
}

function lostBy(error: unknown): { readonly devices: number; readonly present: string | null; readonly uploaded: string } | null {
	const reason = error instanceof ApiFailure ? error.reason : null;
	if (reason?.kind !== "push-certificate-topic-changed") return null;
	const { devices, present, uploaded } = reason;
	return { devices: Number(devices), present: typeof present === "string" ? present : null, uploaded: String(uploaded) };
}
