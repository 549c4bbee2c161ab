import { Badge, Button, Field, Input, makeStyles, Spinner, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { useChange } from "../../changes/use-change.tsx";
import { CopyText } from "../../components/copy-text.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { useFilters } from "../../components/use-filters.ts";

const useStyles = makeStyles({
	add: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
	field: { flex: "0 1 320px" },
	row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
	grow: { flex: "1 1 160px", minWidth: 0, overflowWrap: "anywhere" },
	block: { display: "grid", gap: tokens.spacingVerticalS },
});

/** The domains of user names, with the DNS records and the web server's answer to be copied. */
export function DomainsPart() {
	const styles = useStyles();
	const { t } = useTranslation("settings");
	const may = useMay()("settings.change");
	const domains = useApi("/domains", {});
	const [name, setName] = useState("");
	useUnsaved(name !== "", "part");
	const [removing, setRemoving] = useState<string | null>(null);
	// A fix leads to the records of one domain.
	const [{ domain: asked }] = useFilters();
	const [shown, setShown] = useState<string | null>(asked ?? null);
	const add = useChange("/domains", { onDone: () => setName("") });
	const verify = useChange("/domains/:name/verify");
	return (
		<Section title={t("parts.domains")}>
			{may ? (
				<form
					className={styles.add}
					onSubmit={(event) => {
						event.preventDefault();
						if (name.trim() !== "") add.mutate({ query: {}, body: { name: name.trim() } });
					}}
				>
					<Field label={t("domains.name")} className={styles.field}>
						<Input value={name} placeholder="contoso.example" onChange={(_, { value }) => setName(value)} />
					</Field>
					<Button type="submit" disabled={name.trim() === "" || add.isPending}>
						{t("domains.add")}
					</Button>
				</form>
			) : null}
			{[add, verify].map(({ error }, at) => (error === null ? null : <ProblemNote key={at === 0 ? "add" : "verify"} error={error} />))}
			{domains.isError ? <ProblemNote error={domains.error} retry={() => void domains.refetch()} /> : null}
			{domains.isPending ? <Spinner label={t("app:loading")} /> : null}
			{domains.data?.items.length === 0 ? <EmptyState title={t("domains.none")}>{t("domains.none-text")}</EmptyState> : null}
			{domains.data?.items.map(({ name: domain, verified }) => (
				<div key={domain} className={styles.block}>
					<div className={styles.row}>
						<Text weight="semibold" className={styles.grow}>
							{domain}
						</Text>
						<Badge appearance="tint" color={verified ? "success" : "warning"}>
							{t(verified ? "domains.verified" : "domains.unverified")}
						</Badge>
						{may && !verified ? (
							<Button size="small" onClick={() => verify.mutate({ params: { name: domain }, query: {} })}>
								{t("domains.verify")}
							</Button>
						) : null}
						<Button size="small" aria-expanded={shown === domain} onClick={() => setShown(shown === domain ? null : domain)}>
							{t("domains.records")}
						</Button>
						{may ? (
							<Button size="small" appearance="subtle" onClick={() => setRemoving(domain)}>
								{t("remove")}
							</Button>
						) : null}
					</div>
					{shown === domain ? <Records domain={domain} /> : null}
				</div>
			))}
			{removing === null ? null : (
				<ChangeDialog
					title={t("domains.remove", { name: removing })}
					path="/domains/:name/remove"
					asking={{ params: { name: removing }, query: {} }}
					label={t("remove")}
					onClose={() => setRemoving(null)}
				/>
			)}
		</Section>
	);
}

function Records({ domain }: { readonly domain: string }) {
	const styles = useStyles();
	const { t } = useTranslation("settings");
	const records = useApi("/domains/:name/records", { params: { name: domain } });
	const discovery = useApi("/domains/:name/discovery", { params: { name: domain } });
	return (
		<div className={styles.block}>
			{records.isError ? <ProblemNote error={records.error} /> : null}
			<Text>{t("domains.records-text")}</Text>
			<KeyValues
				rows={(records.data?.records ?? []).map(({ type, host, target, ttl }) => [
					host,
					<span key={host}>
						<CopyText text={host} /> {type} <CopyText text={target} /> TTL {ttl}
					</span>,
				])}
			/>
			{discovery.data === undefined ? null : (
				<>
					<Text>{t("domains.discovery-text", { address: discovery.data.address })}</Text>
					<KeyValues
						rows={(["nginx", "apache", "iis"] as const).map((server) => [server, <CopyText key={server} text={discovery.data[server]} />])}
					/>
				</>
			)}
		</div>
	);
}
