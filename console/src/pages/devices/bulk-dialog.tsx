import {
	Button,
	Dialog,
	DialogActions,
	DialogBody,
	DialogContent,
	DialogSurface,
	DialogTitle,
	Field,
	MessageBar,
	MessageBarBody,
	makeStyles,
	ProgressBar,
	Text,
	tokens,
} from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { isConfirmed, TypeToConfirm } from "../../components/type-to-confirm.tsx";
import { type BulkState, type BulkVerb, runBulk, type Target } from "./run-bulk.ts";

const mostNamed = 10;

const useStyles = makeStyles({
	content: { display: "grid", gap: tokens.spacingVerticalM },
	list: { margin: 0, paddingLeft: tokens.spacingHorizontalL, maxHeight: "40vh", overflowY: "auto" },
	line: { overflowWrap: "anywhere" },
	why: { color: tokens.colorNeutralForeground2 },
});

/** Tells many devices the same: names them first, shows how far it is, can be stopped, and keeps what failed. */
export function BulkDialog({
	verb,
	devices,
	onClose,
}: {
	readonly verb: BulkVerb;
	readonly devices: readonly Target[];
	readonly onClose: () => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const client = useQueryClient();
	// What is told stays the same while the list behind it changes.
	const [targets, setTargets] = useState(devices);
	const [state, setState] = useState<BulkState | null>(null);
	const [running, setRunning] = useState(false);
	const [typed, setTyped] = useState("");
	const stopping = useRef<AbortController | null>(null);
	useEffect(() => () => stopping.current?.abort(), []);
	const word = String(targets.length);
	const start = (among: readonly Target[]) => {
		const controller = new AbortController();
		stopping.current = controller;
		setTargets(among);
		setRunning(true);
		void runBulk(verb, among, { signal: controller.signal, onState: setState }).finally(() => {
			setRunning(false);
			void client.invalidateQueries();
		});
	};
	const confirmed = verb !== "wipe" || isConfirmed(word, typed);
	return (
		<Dialog open onOpenChange={(_, { open }) => open || running || onClose()} modalType={running ? "alert" : "modal"}>
			<DialogSurface>
				<DialogBody>
					<DialogTitle>{t(`bulk.${verb}`, { count: targets.length })}</DialogTitle>
					<DialogContent className={styles.content}>
						{state === null ? (
							<>
								{verb === "sync" ? null : <Text>{t(verb === "lock" ? "bulk.lock-text" : `${verb}.text`)}</Text>}
								<Named targets={targets} />
								{verb === "wipe" ? (
									<>
										<Text weight="semibold">{t("bulk.type-count")}</Text>
										<TypeToConfirm word={word} typed={typed} onType={setTyped} />
									</>
								) : null}
							</>
						) : (
							<Progress state={state} of={targets.length} running={running} />
						)}
					</DialogContent>
					<DialogActions>
						{running ? <Button onClick={() => stopping.current?.abort()}>{t("bulk.stop")}</Button> : null}
						{running ? null : <Button onClick={onClose}>{t(state === null ? "app:change.cancel" : "bulk.close")}</Button>}
						{state === null ? (
							<Button appearance="primary" disabled={!confirmed} onClick={() => start(targets)}>
								{t("bulk.start")}
							</Button>
						) : null}
						{state !== null && !running && state.failed.length > 0 ? (
							<Button appearance="primary" onClick={() => start(state.failed.map(({ target }) => target))}>
								{t("bulk.again")}
							</Button>
						) : null}
					</DialogActions>
				</DialogBody>
			</DialogSurface>
		</Dialog>
	);
}

function Named({ targets }: { readonly targets: readonly Target[] }) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const more = targets.length - mostNamed;
	return (
		<ul className={styles.list}>
			{targets.slice(0, mostNamed).map(({ id, title, serial }) => (
				<li key={id} className={styles.line}>
					<bdi>{title}</bdi> {serial === title ? "" : serial}
				</li>
			))}
			{more > 0 ? <li>{t("bulk.more", { count: more })}</li> : null}
		</ul>
	);
}

function Progress({ state, of, running }: { readonly state: BulkState; readonly of: number; readonly running: boolean }) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const { done, failed, left } = state;
	const told = done.length + failed.length;
	return (
		<>
			<Field validationMessage={t("bulk.progress", { done: told, of })} validationState="none">
				<ProgressBar value={told} max={Math.max(1, of)} color={failed.length > 0 ? "warning" : "brand"} aria-label={t("bulk.label")} />
			</Field>
			{running ? null : (
				<MessageBar intent={failed.length > 0 || left > 0 ? "warning" : "success"} layout="multiline">
					<MessageBarBody>
						{t("bulk.done", { count: done.length })}
						{left > 0 ? ` · ${t("bulk.stopped", { count: left })}` : ""}
						{failed.length > 0 ? ` · ${t("bulk.failed", { count: failed.length })}` : ""}
					</MessageBarBody>
				</MessageBar>
			)}
			{failed.length === 0 ? null : (
				<ul className={styles.list}>
					{failed.map(({ target, why }) => (
						<li key={target.id} className={styles.line}>
							<bdi>{target.title}</bdi> {target.serial === target.title ? "" : target.serial}
							<br />
							<span className={styles.why}>{why ?? t("app:problem.unreachable")}</span>
						</li>
					))}
				</ul>
			)}
		</>
	);
}
