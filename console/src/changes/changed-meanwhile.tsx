import {
	Button,
	MessageBar,
	MessageBarActions,
	MessageBarBody,
	MessageBarTitle,
	makeStyles,
	Spinner,
	Text,
	tokens,
} from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../api/client.ts";
import { useApi } from "../api/queries.ts";
import { useMay } from "../api/session.ts";
import { Moment } from "../components/moment.tsx";

/** One setting that is not the same in both. */
export interface Difference {
	readonly name: string;
	readonly theirs: string;
	/** null: it was not touched here, and stays as they left it. */
	readonly mine: string | null;
}

/** What a form says of itself for when somebody else has changed the same thing. */
export interface Meanwhile {
	/** Asks anew what stands there. */
	readonly look: () => Promise<unknown>;
	/** What was asked anew against what is typed. */
	readonly differences: readonly Difference[];
	/** Which entries of the record are of it; `target` where they are found by it. */
	readonly recorded: { readonly target?: string; readonly is: (entry: Item<"/audit">) => boolean };
	/** What is typed stays, upon what they left. */
	readonly keep: () => void;
	/** What is typed goes. */
	readonly take: () => void;
}

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalM },
	pair: {
		display: "grid",
		gridTemplateColumns: "max-content minmax(0, 1fr)",
		columnGap: tokens.spacingHorizontalM,
		rowGap: "2px",
		margin: 0,
	},
	whose: { color: tokens.colorNeutralForeground3 },
	value: { margin: 0, whiteSpace: "pre-line", overflowWrap: "anywhere" },
});

/** So many of the newest entries are looked through for whoever it was. */
const lookedThrough = 20;

/** Two have changed the same thing: who the other one was, what differs, and whose is to stand. What was typed stays until that is said. */
export function ChangedMeanwhile({ meanwhile }: { readonly meanwhile: Meanwhile }) {
	const styles = useStyles();
	const { t } = useTranslation();
	const may = useMay();
	const { look, differences, recorded, keep, take } = meanwhile;
	const [looked, setLooked] = useState(false);
	// Once, for this refusal: whoever keeps theirs is asked anew by a note of its own.
	// biome-ignore lint/correctness/useExhaustiveDependencies: as said.
	useEffect(() => {
		let gone = false;
		void look().finally(() => gone || setLooked(true));
		return () => {
			gone = true;
		};
	}, []);
	const { target } = recorded;
	const record = useApi("/audit", { query: { limit: lookedThrough, target } }, { enabled: may("audit.read") });
	if (!looked || record.isLoading) return <Spinner size="tiny" label={t("loading")} labelPosition="after" />;
	const entry = record.data?.items.find(recorded.is);
	const who = entry?.actor.name ?? null;
	return (
		<>
			<MessageBar intent="warning" layout="multiline" role="alert">
				<MessageBarBody>
					<MessageBarTitle>{who === null ? t("meanwhile.title") : t("meanwhile.by", { who })}</MessageBarTitle>
					{entry === undefined ? null : (
						<>
							<Moment at={entry.at} /> ·{" "}
						</>
					)}
					{t("meanwhile.text")}
				</MessageBarBody>
				<MessageBarActions>
					<Button onClick={keep}>{t("meanwhile.keep")}</Button>
					<Button onClick={take}>{t("meanwhile.take")}</Button>
				</MessageBarActions>
			</MessageBar>
			<div className={styles.list}>
				{differences.map(({ name, theirs, mine }) => (
					<div key={name}>
						<Text weight="semibold" block>
							{name}
						</Text>
						<dl className={styles.pair}>
							<dt className={styles.whose}>{t("meanwhile.theirs")}</dt>
							<dd className={styles.value}>{theirs}</dd>
							<dt className={styles.whose}>{t("meanwhile.mine")}</dt>
							<dd className={styles.value}>{mine ?? t("meanwhile.untouched")}</dd>
						</dl>
					</div>
				))}
			</div>
		</>
	);
}
