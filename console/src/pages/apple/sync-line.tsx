import { Button, makeStyles, ProgressBar, Text, tokens } from "@fluentui/react-components";
import { ArrowSyncRegular } from "@fluentui/react-icons";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useChange } from "../../changes/use-change.tsx";
import { Moment } from "../../components/moment.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useTell } from "../../components/toasts.tsx";

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalS, minWidth: 0 },
	row: { display: "flex", flexWrap: "wrap", alignItems: "center", justifyContent: "space-between", gap: tokens.spacingHorizontalM },
	quiet: { color: tokens.colorNeutralForeground3 },
	buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

type Sync = Answer<"GET", "/ade/tokens/:id/sync">;

/** When a token was synced last, how far the sync is that runs, and a button to have it done now. `full`: also to fetch every device. */
export function SyncLine({
	token,
	first,
	full = false,
}: {
	readonly token: { readonly id: string; readonly name: string };
	readonly first: Sync;
	readonly full?: boolean;
}) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const client = useQueryClient();
	const tell = useTell();
	const may = useMay()("apple.sync");
	const [busy, setBusy] = useState(first.state !== "idle");
	const asked = useApi("/ade/tokens/:id/sync", { params: { id: token.id } }, { every: busy ? 700 : 30_000 });
	const sync = asked.data ?? first;
	const was = useRef(sync.state);
	useEffect(() => {
		setBusy(sync.state !== "idle");
		// What it brought is shown wherever devices, profiles and tokens are.
		if (was.current !== "idle" && sync.state === "idle") void client.invalidateQueries();
		was.current = sync.state;
	}, [sync.state, client]);
	const begin = useChange("/ade/tokens/:id/sync", {
		tell: false,
		onDone: ({ data, text }) => {
			const results = data as unknown as readonly { readonly result: string }[];
			if (results.some(({ result }) => result !== "begun")) tell({ title: text, intent: "info" });
			else setBusy(true);
		},
	});
	const early = sync.askableAt !== null && Date.parse(sync.askableAt) > Date.now();
	const ask = (whole: boolean) => begin.mutate({ params: { id: token.id }, query: {}, body: { full: whole } });
	const running = sync.state !== "idle";
	const counted = sync.of === null || sync.of === 0 ? null : Math.min(1, sync.done / sync.of);
	return (
		<div className={styles.box}>
			<div className={styles.row}>
				<Text className={styles.quiet}>
					{t("sync.last")} <Moment at={sync.lastSuccessAt} />
					{running || sync.nextAt === null ? null : (
						<>
							{" · "}
							{t("sync.next")} <Moment at={sync.nextAt} />
						</>
					)}
				</Text>
				{may ? (
					<span className={styles.buttons}>
						<Button
							size="small"
							icon={<ArrowSyncRegular />}
							disabled={running || early || begin.isPending}
							onClick={() => ask(false)}
							aria-label={t("sync.now-of", { name: token.name })}
						>
							{t("sync.now")}
						</Button>
						{full ? (
							<Button size="small" appearance="subtle" disabled={running || early || begin.isPending} onClick={() => ask(true)}>
								{t("sync.full")}
							</Button>
						) : null}
					</span>
				) : null}
			</div>
			{early && !running ? (
				<Text size={200} className={styles.quiet}>
					{t("sync.early")} <Moment at={sync.askableAt} exact />
				</Text>
			) : null}
			{running ? (
				<div aria-live="polite">
					<Text size={200}>
						{sync.state === "waiting" || sync.stage === null ? t("sync.waiting") : t(`sync.stage.${sync.stage}`)}
						{sync.done > 0 ? ` ${t("sync.done", { count: sync.done })}` : ""}
					</Text>
					<ProgressBar aria-label={t("sync.progress")} {...(counted === null ? {} : { value: counted })} />
				</div>
			) : null}
			{begin.isError ? <ProblemNote error={begin.error} /> : null}
		</div>
	);
}
