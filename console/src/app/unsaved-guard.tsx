import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from "@fluentui/react-components";
import { useBlocker } from "@tanstack/react-router";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { holdsUnsaved, losesTyped, onUnsaved, unsavedNow } from "./unsaved.ts";

const SignInAgain = lazy(async () => ({ default: (await import("../pages/sign-in/sign-in-again.tsx")).SignInAgain }));

const shouldBlockFn = ({ current, next }: { readonly current: Place; readonly next: Place }): boolean => losesTyped(current, next);
type Place = Parameters<typeof losesTyped>[0];

/** Stands before everything that would lose what was typed: another page, the window's end, the session's end. */
export function UnsavedGuard() {
	const { t } = useTranslation();
	const { holds, question, ended } = useSyncExternalStore(onUnsaved, unsavedNow);
	const blocker = useBlocker({ shouldBlockFn, enableBeforeUnload: holdsUnsaved, disabled: !holds, withResolver: true });
	const asked = blocker.status === "blocked" ? { stay: blocker.reset, leave: blocker.proceed } : question;
	return (
		<>
			<Dialog open={asked !== null} modalType="alert" onOpenChange={(_, { open }) => open || asked?.stay()}>
				<DialogSurface>
					<DialogBody>
						<DialogTitle>{t("unsaved.title")}</DialogTitle>
						<DialogContent>{t("unsaved.text")}</DialogContent>
						<DialogActions>
							<Button appearance="primary" onClick={() => asked?.stay()}>
								{t("unsaved.stay")}
							</Button>
							<Button onClick={() => asked?.leave()}>{t("unsaved.leave")}</Button>
						</DialogActions>
					</DialogBody>
				</DialogSurface>
			</Dialog>
			{ended ? (
				<Suspense fallback={null}>
					<SignInAgain />
				</Suspense>
			) : null}
		</>
	);
}
