import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Spinner } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiFailure, type Asking, ask, type PathOf } from "../api/client.ts";
import { type Permission, useMay } from "../api/session.ts";
import { useUnsaved } from "../app/use-unsaved.ts";
import { ProblemNote } from "../components/problem-note.tsx";
import { isConfirmed, TypeToConfirm } from "../components/type-to-confirm.tsx";
import { ChangePreview } from "./change-preview.tsx";
import { ChangedMeanwhile, type Meanwhile } from "./changed-meanwhile.tsx";
import { type Done, useChange } from "./use-change.tsx";

interface Change<P extends PathOf<"POST">> {
	readonly title: string;
	/** Of a change (http/api/action.ts). */
	readonly path: P;
	readonly asking: Asking<"POST", P>;
	/** What the button says; by default “Do it”. */
	readonly label?: string;
	/** More to fill in or to know. */
	readonly children?: ReactNode;
	/** Must be typed: for what cannot be taken back. */
	readonly word?: string;
	/** false: what it needs is not filled in yet, and nothing is asked. */
	readonly ready?: boolean;
	/** Without this permission it may be looked at only. */
	readonly allowed?: Permission;
	/** false: whoever opened it tells what was done, where it stays. */
	readonly tell?: boolean;
	readonly onClose: () => void;
	/** Shows anew what is to be changed: offered where somebody else has changed it meanwhile, and nothing was typed. */
	readonly onStale?: () => void;
	/** Of a form, which keeps what was typed where somebody else has changed the same thing meanwhile. */
	readonly meanwhile?: Meanwhile;
	readonly onDone?: (done: Done) => void;
}

/** Shows what a change would do before it is done. What it is asked with may change while it is open. */
export function ChangeDialog<P extends PathOf<"POST">>({
	title,
	path,
	asking,
	label,
	children,
	word,
	ready: whole = true,
	allowed,
	tell = true,
	onClose,
	onStale,
	meanwhile,
	onDone,
}: Change<P>) {
	const { t, i18n } = useTranslation();
	const [typed, setTyped] = useState("");
	const [opened] = useState(() => JSON.stringify(asking));
	// Who only confirms has typed nothing that would be missed.
	const unsaved = useUnsaved(children !== undefined && JSON.stringify(asking) !== opened);
	const looked = { ...asking, query: { ...(asking.query as object | undefined), preview: "true" } } as unknown as Asking<"POST", P>;
	const preview = useQuery({
		queryKey: ["preview", path, i18n.language, looked],
		queryFn: async () => (await ask("POST", path, looked)) as Done,
		enabled: whole,
		retry: false,
		staleTime: 0,
		gcTime: 0,
		placeholderData: (before: Done | undefined) => before,
	});
	const change = useChange(path, {
		tell,
		onDone: (answer) => {
			unsaved.letGo();
			onDone?.(answer as Done);
			onClose();
		},
	});
	const shown = preview.data?.preview ?? null;
	const nothing = shown !== null && shown.changes.length === 0 && shown.asked.length === 0;
	const may = useMay();
	const only = allowed !== undefined && !may(allowed);
	// What is refused now is refused at the next look too, until something else is changed.
	const refused = preview.error instanceof ApiFailure && preview.error.code === "not-done";
	const over = nothing || only || refused;
	const isStale = [preview.error, change.error].some((error) => error instanceof ApiFailure && error.status === 412);
	const settle = isStale ? meanwhile : undefined;
	const ready =
		whole &&
		!isStale &&
		!only &&
		shown !== null &&
		!preview.isError &&
		!nothing &&
		(word === undefined || isConfirmed(word, typed)) &&
		!change.isPending;
	return (
		<Dialog open onOpenChange={(_, { open }) => open || unsaved.close(onClose)}>
			<DialogSurface>
				<form
					onSubmit={(event) => {
						event.preventDefault();
						if (ready) change.mutate(asking);
					}}
				>
					<DialogBody>
						<DialogTitle>{title}</DialogTitle>
						<DialogContent style={{ display: "grid", gap: "12px" }}>
							{children}
							{preview.isFetching && shown === null ? <Spinner size="tiny" label={t("change.looking")} labelPosition="after" /> : null}
							{settle === undefined ? null : (
								<ChangedMeanwhile
									meanwhile={{
										...settle,
										keep() {
											change.reset();
											settle.keep();
										},
									}}
								/>
							)}
							{preview.isError && settle === undefined ? (
								<ProblemNote
									error={preview.error}
									{...(refused ? { title: t("change.refused") } : { retry: () => void preview.refetch() })}
									reload={onStale}
								/>
							) : null}
							{shown === null || preview.isError || isStale || !whole ? null : <ChangePreview preview={shown} />}
							{word === undefined || shown === null || over ? null : <TypeToConfirm word={word} typed={typed} onType={setTyped} />}
							{change.isError && settle === undefined ? <ProblemNote error={change.error} reload={onStale} /> : null}
						</DialogContent>
						<DialogActions>
							<Button onClick={onClose}>{t(over ? "change.close" : "change.cancel")}</Button>
							{over ? null : (
								<Button
									type="submit"
									appearance="primary"
									disabled={!ready}
									{...(change.isPending ? { icon: <Spinner size="tiny" /> } : {})}
								>
									{label ?? t("change.do")}
								</Button>
							)}
						</DialogActions>
					</DialogBody>
				</form>
			</DialogSurface>
		</Dialog>
	);
}
