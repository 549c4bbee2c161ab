import {
	Button,
	MessageBar,
	MessageBarActions,
	MessageBarBody,
	makeStyles,
	Skeleton,
	SkeletonItem,
	tokens,
} from "@fluentui/react-components";
import { AddRegular, PersonSearchRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { onlyHeard } from "../../components/only-heard.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { EnrollmentRequirements } from "./enrollment-requirements.tsx";
import { PolicyEditor } from "./policy-editor.tsx";
import type { Policy, PolicyKind } from "./policy-kind.ts";
import { PolicyList } from "./policy-list.tsx";

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalM, maxWidth: "1100px" },
	hint: { color: tokens.colorNeutralForeground2, maxWidth: "80ch" },
	said: onlyHeard,
});

export function RestrictionsPage() {
	return <PoliciesPage key="platform" kind="platform" />;
}

export function LimitsPage() {
	return <PoliciesPage key="limit" kind="limit" />;
}

export function EnrollmentTypesPage() {
	return <PoliciesPage key="types" kind="types" />;
}

/** Which panel is open stands in the address: `?edit=ID`, `?edit=new`. An order is moved together first, and is one change when it is saved. */
function PoliciesPage({ kind }: { readonly kind: PolicyKind }) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const may = useMay();
	const [{ edit }, setFilters] = useFilters();
	const listed = useApi("/policies/:kind", { params: { kind } });
	const [moved, setMoved] = useState<{ readonly ids: readonly string[]; readonly order: string } | null>(null);
	useUnsaved(moved !== null);
	const [said, setSaid] = useState("");
	const [saving, setSaving] = useState(false);
	const [deleting, setDeleting] = useState<Policy | null>(null);
	const look = () => listed.refetch();
	const items = listed.data?.items ?? [];
	const shown = moved === null ? items : sorted(items, moved.ids);
	const present = items.find(({ id }) => id === edit);
	// Somebody else may have deleted it: what is typed stays all the same.
	const [former, setFormer] = useState(present);
	if (present !== undefined && present !== former) setFormer(present);
	const editing = edit !== undefined && edit !== "new" && (present ?? former)?.id === edit;
	const places = (of: readonly Policy[]) => of.flatMap(({ priority, name }, at) => (priority === null ? [] : [`${at + 1}. ${name}`]));
	const move = (from: number, to: number) => {
		const ids = shown.filter(({ priority }) => priority !== null).map(({ id }) => id);
		const [id] = ids.splice(from, 1);
		if (id === undefined || listed.data === undefined) return;
		ids.splice(to, 0, id);
		const before = items.filter(({ priority }) => priority !== null).map((one) => one.id);
		setMoved(ids.join() === before.join() ? null : { ids, order: moved?.order ?? listed.data.order });
		setSaid(t("list.moved", { name: shown[from]?.name, place: to + 1, of: ids.length }));
	};
	return (
		<>
			<PageHeader
				title={t(`titles.${kind}`)}
				text={t(`texts.${kind}`)}
				actions={
					<>
						<LinkButton to="/policies/who" icon={<PersonSearchRegular />}>
							{t("who.title")}
						</LinkButton>
						{may("policies.change") ? (
							<Button appearance="primary" icon={<AddRegular />} onClick={() => setFilters({ edit: "new" })}>
								{t("list.new")}
							</Button>
						) : null}
					</>
				}
			/>
			<div className={styles.box}>
				{kind === "types" ? <EnrollmentRequirements /> : null}
				<div className={styles.hint}>{t("list.rule")}</div>
				<output className={styles.said} aria-live="polite">
					{said}
				</output>
				{edit === undefined || edit === "new" || editing || listed.data === undefined ? null : (
					<MessageBar intent="warning" layout="multiline" role="alert">
						<MessageBarBody>{t("list.gone")}</MessageBarBody>
					</MessageBar>
				)}
				{moved === null ? null : (
					<MessageBar intent="warning" layout="multiline">
						<MessageBarBody>{t("list.unsaved")}</MessageBarBody>
						<MessageBarActions>
							<Button appearance="primary" onClick={() => setSaving(true)}>
								{t("list.save-order")}
							</Button>
							<Button onClick={() => setMoved(null)}>{t("list.forget-order")}</Button>
						</MessageBarActions>
					</MessageBar>
				)}
				{listed.isError ? (
					<ProblemNote error={listed.error} retry={() => void listed.refetch()} />
				) : listed.data === undefined ? (
					<Skeleton aria-label={t("app:loading")}>
						<SkeletonItem size={72} />
						<SkeletonItem size={72} />
					</Skeleton>
				) : (
					<PolicyList
						label={t(`titles.${kind}`)}
						policies={shown}
						isMoved={moved !== null}
						mayChange={may("policies.change")}
						onMove={move}
						onOpen={({ id }) => setFilters({ edit: id })}
						onDelete={setDeleting}
					/>
				)}
				{items.length === 1 && !listed.isError ? <div className={styles.hint}>{t(`empty.${kind}`)}</div> : null}
			</div>
			{edit === "new" ? <PolicyEditor kind={kind} policy={null} onLook={look} onClose={() => setFilters({ edit: undefined })} /> : null}
			{!editing ? null : (
				<PolicyEditor key={edit} kind={kind} policy={present ?? null} onClose={() => setFilters({ edit: undefined })} onLook={look} />
			)}
			{saving && moved !== null ? (
				<ChangeDialog
					title={t("list.order-title")}
					path="/policies/:kind/order"
					asking={{ params: { kind }, query: {}, body: { order: [...moved.ids] }, ifMatch: moved.order }}
					label={t("list.save-order")}
					onClose={() => setSaving(false)}
					meanwhile={{
						look,
						differences: [{ name: t("list.order"), theirs: places(items).join("\n"), mine: places(shown).join("\n") }],
						recorded: { is: ({ action, detail }) => orderings.has(action) && detail["kind"] === kind },
						keep() {
							const ids = shown.filter(({ priority }) => priority !== null).map(({ id }) => id);
							setMoved({ ids, order: listed.data?.order ?? moved.order });
						},
						take() {
							setMoved(null);
							setSaving(false);
						},
					}}
					onDone={() => setMoved(null)}
				/>
			) : null}
			{deleting === null ? null : (
				<ChangeDialog
					title={t("list.delete-title", { name: deleting.name })}
					path="/policies/:kind/:id/delete"
					asking={{ params: { kind, id: deleting.id }, query: {}, body: undefined, ifMatch: deleting.version }}
					label={t("list.delete")}
					onClose={() => setDeleting(null)}
					onStale={() => {
						setDeleting(null);
						void look();
					}}
				/>
			)}
		</>
	);
}

/** What changes who stands where. */
const orderings: ReadonlySet<string> = new Set(["restrictions order", "restrictions create", "restrictions delete", "restrictions assign"]);

/** In this order; whoever came meanwhile stands where the service has them, the default last. */
function sorted(items: readonly Policy[], ids: readonly string[]): readonly Policy[] {
	const place = ({ id, priority }: Policy) =>
		priority === null ? Number.POSITIVE_INFINITY : ids.includes(id) ? ids.indexOf(id) : ids.length;
	return items.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}
