import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from "@fluentui/react-components";
import { EditRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { PhonePreview } from "./phone-preview.tsx";
import { TermsEditor } from "./terms-editor.tsx";

const useStyles = makeStyles({
	phones: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fit, minmax(min(260px, 100%), 320px))",
		gap: tokens.spacingHorizontalXL,
		alignItems: "start",
	},
	bar: { display: "grid", gap: tokens.spacingVerticalXS, maxWidth: "480px" },
	track: { height: "8px", borderRadius: tokens.borderRadiusCircular, backgroundColor: tokens.colorNeutralBackground5, overflow: "hidden" },
	filled: { height: "100%", backgroundColor: tokens.colorPaletteGreenBackground3 },
});

export type Terms = Item<"/terms">;

/** Under this name the command line keeps them too, where no other is given. */
const usualId = "terms";

/** What everybody must accept before enrolling. */
export function TermsPage() {
	const { t } = useTranslation("policies");
	const may = useMay();
	const listed = useApi("/terms", {});
	const [{ edit }, setFilters] = useFilters();
	const items = listed.data?.items ?? [];
	const edited = items.find(({ id }) => id === edit) ?? null;
	const write = may("policies.change") ? (
		<Button appearance="primary" icon={<EditRegular />} onClick={() => setFilters({ edit: usualId })}>
			{t("terms.write")}
		</Button>
	) : null;
	const close = () => setFilters({ edit: undefined });
	if (edit !== undefined && listed.data !== undefined)
		return <TermsEditor key={edit} id={edit} terms={edited} onLook={() => listed.refetch()} onClose={close} />;
	return (
		<>
			<PageHeader title={t("terms.title")} text={t("terms.text")} />
			{listed.isError ? (
				<ProblemNote error={listed.error} retry={() => void listed.refetch()} />
			) : listed.data === undefined ? (
				<Skeleton aria-label={t("app:loading")}>
					<SkeletonItem size={128} />
				</Skeleton>
			) : items.length === 0 ? (
				<EmptyState title={t("terms.none")} {...(write === null ? {} : { action: write })}>
					{t("terms.none-text")}
				</EmptyState>
			) : (
				items.map((terms) => (
					<OneTerms key={terms.id} terms={terms} onLook={() => void listed.refetch()} onEdit={() => setFilters({ edit: terms.id })} />
				))
			)}
		</>
	);
}

function OneTerms({ terms, onLook, onEdit }: { readonly terms: Terms; readonly onLook: () => void; readonly onEdit: () => void }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("policies");
	const may = useMay();
	const [clearing, setClearing] = useState(false);
	const title = i18n.language === "ja" ? terms.title.ja : terms.title.en;
	const buttons = may("policies.change") ? (
		<span>
			<Button icon={<EditRegular />} onClick={onEdit}>
				{t("terms.edit")}
			</Button>{" "}
			<Button appearance="subtle" onClick={() => setClearing(true)}>
				{t("terms.clear")}
			</Button>
		</span>
	) : null;
	return (
		<Section title={title} actions={buttons}>
			<KeyValues
				rows={[
					[t("terms.version"), String(terms.version)],
					[t("terms.since"), <Moment key="since" at={terms.updatedAt} />],
					[t("terms.answers"), <Answers key="answers" id={terms.id} />],
				]}
			/>
			<div className={styles.phones}>
				<PhonePreview language="ja" title={terms.title.ja} body={terms.body.ja} version={terms.version} />
				<PhonePreview language="en" title={terms.title.en} body={terms.body.en} version={terms.version} />
			</div>
			{clearing ? (
				<ChangeDialog
					title={t("terms.clear-title", { title })}
					path="/terms/:id/clear"
					asking={{ params: { id: terms.id }, query: {}, body: undefined, ifMatch: terms.etag }}
					label={t("terms.clear")}
					word={terms.id}
					onClose={() => setClearing(false)}
					onStale={() => {
						setClearing(false);
						onLook();
					}}
				>
					{t("terms.clear-text")}
				</ChangeDialog>
			) : null}
		</Section>
	);
}

/** Of those who answered this version, how many said yes. */
function Answers({ id }: { readonly id: string }) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const { data } = useApi("/terms/:id/answers", { params: { id } });
	if (data === undefined) return null;
	const { accepted, declined } = data;
	const all = accepted + declined;
	return (
		<div className={styles.bar}>
			<Text>{all === 0 ? t("terms.nobody-yet") : t("terms.accepted", { count: accepted, declined })}</Text>
			{all === 0 ? null : (
				<div className={styles.track} aria-hidden>
					<div className={styles.filled} style={{ width: `${(100 * accepted) / all}%` }} />
				</div>
			)}
		</div>
	);
}
