import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Text } from "@fluentui/react-components";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { CopyText } from "../../components/copy-text.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { QrDrawing } from "./qr-drawing.tsx";
import type { UserDetail } from "./user-page.tsx";

type Secret = NonNullable<Answer<"POST", "/users/:id/second-factor">["secret"]>;

/** Gives a secret for one-time codes, which is shown once, or takes it away. */
export function SecondFactorDialog({ user, onClose }: { readonly user: UserDetail["user"]; readonly onClose: () => void }) {
	const { t } = useTranslation("users");
	const [secret, setSecret] = useState<Secret | null>(null);
	const unsaved = useUnsaved(secret !== null);
	const shown = useRef<HTMLDivElement>(null);
	// The button that made it is gone, and with it the place of the keyboard: nowhere, for a key that comes at once.
	useLayoutEffect(() => {
		if (secret !== null) shown.current?.querySelector("button")?.focus();
	}, [secret]);
	const change = useChange("/users/:id/second-factor", {
		onDone: ({ secret: made }) => (made === null ? onClose() : setSecret(made)),
	});
	const set = (remove: boolean) => change.mutate({ params: { id: user.id }, query: {}, body: { remove } });
	return (
		<Dialog open onOpenChange={(_, { open }) => open || unsaved.close(onClose)}>
			<DialogSurface>
				<DialogBody>
					<DialogTitle>{t("second-factor.title")}</DialogTitle>
					<DialogContent style={{ display: "grid", gap: "12px", justifyItems: "start" }}>
						{secret === null ? <Text>{t(user.secondFactor ? "second-factor.replace-text" : "second-factor.text")}</Text> : null}
						{secret === null ? null : (
							<div ref={shown} style={{ display: "grid", gap: "12px", justifyItems: "start" }}>
								<Text>{t("second-factor.once")}</Text>
								{secret.qr === null ? null : <QrDrawing rows={secret.qr} label={t("second-factor.qr")} />}
								<CopyText text={secret.secret} />
							</div>
						)}
						{change.isError ? <ProblemNote error={change.error} /> : null}
					</DialogContent>
					<DialogActions>
						<Button onClick={onClose}>{t(secret === null ? "app:change.cancel" : "app:change.close")}</Button>
						{secret === null && user.secondFactor ? (
							<Button disabledFocusable={change.isPending} onClick={() => set(true)}>
								{t("second-factor.remove")}
							</Button>
						) : null}
						{secret === null ? (
							<Button appearance="primary" disabledFocusable={change.isPending} onClick={() => set(false)}>
								{t(user.secondFactor ? "second-factor.replace" : "second-factor.make")}
							</Button>
						) : null}
					</DialogActions>
				</DialogBody>
			</DialogSurface>
		</Dialog>
	);
}
