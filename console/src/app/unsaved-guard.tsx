import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from "@fluentui/react-components";
import { useBlocker } from "@tanstack/react-router";
import i18next from "i18next";
import { lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { loadPart } from "./part.ts";
import { holdsUnsaved, losesTyped, onUnsaved, unsavedNow } from "./unsaved.ts";

const loadSignIn = () => loadPart(() => import("../pages/sign-in/sign-in-again.tsx"));
const SignInAgain = lazy(async () => ({ default: (await loadSignIn()).SignInAgain }));

const shouldBlockFn = ({ current, next }: { readonly current: Place; readonly next: Place }): boolean => losesTyped(current, next);
type Place = Parameters<typeof losesTyped>[0];

/** Stands before everything that would lose what was typed: another page, the window's end, the session's end. */
export function UnsavedGuard() {
	const { t } = useTranslation();
	const { holds, question, ended } = useSyncExternalStore(onUnsaved, unsavedNow);
	const blocker = useBlocker({ shouldBlockFn, enableBeforeUnload: holdsUnsaved, disabled: !holds, withResolver: true });
	// When the session is over it may be too late to load it: a newer console can be there by then.
	useEffect(() => {
		if (holds) void Promise.all([loadSignIn(), i18next.loadNamespaces("sign-in")]).catch(() => undefined);
	}, [holds]);
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
