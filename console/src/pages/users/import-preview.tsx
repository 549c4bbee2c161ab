import { Badge, MessageBar, MessageBarBody, makeStyles, Tab, TabList, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";

type Preview = NonNullable<Answer<"POST", "/users/import">["preview"]>;
type Line = Preview["lines"][number];
type Change = Line["changes"][number];

const kinds = ["problem", "add", "change", "unchanged"] as const;
const colors = { problem: "danger", add: "success", change: "brand", unchanged: "informative" } as const;

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalS, marginTop: tokens.spacingVerticalM },
	tabs: { flexWrap: "wrap", marginBlock: tokens.spacingVerticalM },
	cell: { display: "grid", minWidth: 0, overflowWrap: "anywhere" },
	note: { color: tokens.colorStatusWarningForeground1 },
	problem: { color: tokens.colorPaletteRedForeground1 },
	quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** What would come of every line: what is wrong first. */
export function ImportPreview({ preview }: { readonly preview: Preview }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const counts = new Map<string, number>(kinds.map((kind) => [kind, preview.lines.filter(({ what }) => what === kind).length]));
	const warned = preview.lines.filter(({ what, notes }) => what !== "problem" && notes.length > 0).length;
	const problems = counts.get("problem") ?? 0;
	const [tab, setTab] = useState<string>("all");
	const ordered = preview.lines.toSorted((a, b) => kinds.indexOf(a.what) - kinds.indexOf(b.what));
	const rows = ordered.filter(
		({ what, notes }) => tab === "all" || what === tab || (tab === "warned" && what !== "problem" && notes.length > 0),
	);
	const columns: readonly Column<Line>[] = [
		{ key: "line", title: t("preview.line"), width: "64px", cell: ({ line }) => line ?? "" },
		{
			key: "what",
			title: t("preview.what"),
			width: "110px",
			cell: ({ what }) => (
				<Badge appearance="tint" color={colors[what]}>
					{t(`preview.of.${what}`)}
				</Badge>
			),
		},
		{
			key: "who",
			title: t("column.name"),
			width: "minmax(0, 2fr)",
			cell: ({ upn, displayName }) => (
				<span className={styles.cell}>
					{displayName ?? ""}
					<span className={styles.quiet}>{upn ?? ""}</span>
				</span>
			),
		},
		{
			key: "changes",
			title: t("preview.changes"),
			width: "minmax(0, 4fr)",
			cell: ({ changes, notes, what }) => (
				<span className={styles.cell}>
					{changes.length === 0 ? null : <span>{changes.map(said).join(t("preview.and"))}</span>}
					{notes.map((note) => (
						<span key={note} className={what === "problem" ? styles.problem : styles.note}>
							{note}
						</span>
					))}
				</span>
			),
		},
	];
	return (
		<div className={styles.box}>
			{problems === 0 ? null : (
				<MessageBar intent="error" layout="multiline">
					<MessageBarBody>{t("preview.has-problems", { count: problems })}</MessageBarBody>
				</MessageBar>
			)}
			{preview.passwords < 200 ? null : (
				<Text block>{t("preview.hashing", { count: preview.passwords, minutes: Math.ceil(preview.passwords / 3000) })}</Text>
			)}
			{preview.newGroups.length === 0 ? null : (
				<Text block>
					{t("preview.new-groups", { count: preview.newGroups.length, names: preview.newGroups.slice(0, 10).join(t("preview.and")) })}
				</Text>
			)}
			<TabList className={styles.tabs} selectedValue={tab} onTabSelect={(_, { value }) => setTab(String(value))}>
				<Tab value="all">{t("preview.all", { count: preview.lines.length })}</Tab>
				{kinds.map((kind) =>
					counts.get(kind) === 0 ? null : (
						<Tab key={kind} value={kind}>
							{t(`preview.tab.${kind}`, { count: counts.get(kind) ?? 0 })}
						</Tab>
					),
				)}
				{warned === 0 ? null : <Tab value="warned">{t("preview.tab.warned", { count: warned })}</Tab>}
			</TabList>
			<DataTable
				label={t("preview.title")}
				columns={columns}
				rows={rows}
				keyOf={(row) => `${row.line} ${row.what} ${row.notes.join()}`}
				empty={<Text>{t("preview.none")}</Text>}
			/>
		</div>
	);

	function said(change: Change): string {
		const field = t(`preview.field.${change.field}`);
		const value = (of: string | boolean | null) => (typeof of === "boolean" ? t(of ? "preview.yes" : "preview.no") : (of ?? ""));
		if (change.field === "password") return t(change.before === true ? "preview.password-replaced" : "preview.password-set");
		if (change.field === "group") return t("preview.joins", { group: change.after });
		if (change.field === "licence") return t(change.seat ? "preview.gets" : "preview.waits", { plan: change.after });
		if (change.before === null) return t("preview.value", { field, after: value(change.after) });
		return t("preview.changed", { field, before: value(change.before), after: value(change.after) });
	}
}
