import {
	Badge,
	Button,
	Field,
	Input,
	MessageBar,
	MessageBarBody,
	MessageBarTitle,
	makeStyles,
	Select,
	Text,
	tokens,
} from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { CopyText } from "../../components/copy-text.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";

const useStyles = makeStyles({
	form: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
	field: { flex: "1 1 240px", maxWidth: "420px" },
	row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
	grow: { flex: "1 1 200px", minWidth: 0, overflowWrap: "anywhere" },
});

/** Who is told when something goes wrong: people by e-mail, programs by webhooks; and what was told lately. */
export function NoticesPart() {
	return (
		<>
			<Recipients />
			<Webhooks />
			<Deliveries />
		</>
	);
}

function Recipients() {
	const styles = useStyles();
	const { t, i18n } = useTranslation("settings");
	const may = useMay()("settings.change");
	const people = useApi("/notices/recipients", {});
	const [address, setAddress] = useState("");
	useUnsaved(address !== "", "part");
	const [least, setLeast] = useState<"warning" | "error">("warning");
	const add = useChange("/notices/recipients", { onDone: () => setAddress("") });
	const remove = useChange("/notices/recipients/:address/remove");
	const test = useChange("/notices/recipients/:address/test");
	const error = add.error ?? remove.error ?? test.error ?? people.error;
	return (
		<Section title={t("notices.recipients")}>
			<Text>{t("notices.recipients-text")}</Text>
			{error === null ? null : <ProblemNote error={error} />}
			{people.data?.items.map((one) => (
				<div key={one.address} className={styles.row}>
					<span className={styles.grow}>{one.address}</span>
					<Badge appearance="outline">{t(one.least === "error" ? "notices.error" : "notices.warning")}</Badge>
					{may ? (
						<>
							<Button
								size="small"
								disabledFocusable={test.isPending}
								onClick={() => test.mutate({ params: { address: one.address }, query: {} })}
							>
								{t("notices.test")}
							</Button>
							<Button size="small" appearance="subtle" onClick={() => remove.mutate({ params: { address: one.address }, query: {} })}>
								{t("remove")}
							</Button>
						</>
					) : null}
				</div>
			))}
			{may ? (
				<form
					className={styles.form}
					onSubmit={(event) => {
						event.preventDefault();
						const language = i18n.language === "ja" ? "ja" : "en";
						if (address.trim() !== "") add.mutate({ query: {}, body: { address: address.trim(), language, least } });
					}}
				>
					<Field label={t("notices.address")} className={styles.field}>
						<Input type="email" value={address} onChange={(_, { value }) => setAddress(value)} />
					</Field>
					<Field label={t("notices.least")}>
						<Select value={least} onChange={(_, { value }) => setLeast(value === "error" ? "error" : "warning")}>
							<option value="warning">{t("notices.warning")}</option>
							<option value="error">{t("notices.error")}</option>
						</Select>
					</Field>
					<Button type="submit" disabled={address.trim() === "" || add.isPending}>
						{t("notices.add")}
					</Button>
				</form>
			) : null}
		</Section>
	);
}

function Webhooks() {
	const styles = useStyles();
	const { t } = useTranslation("settings");
	const may = useMay()("settings.change");
	const hooks = useApi("/webhooks", {});
	const [url, setUrl] = useState("");
	useUnsaved(url !== "", "part");
	const [secret, setSecret] = useState<string | null>(null);
	const add = useChange("/webhooks", {
		tell: false,
		onDone: ({ data }) => {
			setUrl("");
			setSecret(String((data as { readonly secret?: string } | null)?.secret ?? ""));
		},
	});
	const remove = useChange("/webhooks/:id/remove");
	const test = useChange("/webhooks/:id/test");
	const error = add.error ?? remove.error ?? test.error ?? hooks.error;
	return (
		<Section title={t("notices.webhooks")}>
			<Text>{t("notices.webhooks-text")}</Text>
			{error === null ? null : <ProblemNote error={error} />}
			{secret === null ? null : (
				<MessageBar intent="success" layout="multiline">
					<MessageBarBody>
						<MessageBarTitle>{t("notices.secret")}</MessageBarTitle> <CopyText text={secret} />
					</MessageBarBody>
				</MessageBar>
			)}
			{hooks.data?.items.map(({ id, address }) => (
				<div key={id} className={styles.row}>
					<span className={styles.grow}>{address}</span>
					{may ? (
						<>
							<Button size="small" disabledFocusable={test.isPending} onClick={() => test.mutate({ params: { id }, query: {} })}>
								{t("notices.test")}
							</Button>
							<Button size="small" appearance="subtle" onClick={() => remove.mutate({ params: { id }, query: {} })}>
								{t("remove")}
							</Button>
						</>
					) : null}
				</div>
			))}
			{may ? (
				<form
					className={styles.form}
					onSubmit={(event) => {
						event.preventDefault();
						if (url.trim() !== "") add.mutate({ query: {}, body: { url: url.trim() } });
					}}
				>
					<Field label="URL" className={styles.field}>
						<Input type="url" value={url} placeholder="https://" onChange={(_, { value }) => setUrl(value)} />
					</Field>
					<Button type="submit" disabled={url.trim() === "" || add.isPending}>
						{t("notices.add")}
					</Button>
				</form>
			) : null}
		</Section>
	);
}

function Deliveries() {
	const { t } = useTranslation("settings");
	const told = useApi("/notices", {}, { every: 30_000 });
	return (
		<Section title={t("notices.told")}>
			<DataTable
				label={t("notices.told")}
				rows={told.data?.items ?? []}
				keyOf={({ id }) => id}
				loading={told.isPending}
				error={told.error}
				empty={<Text>{t("notices.nothing-told")}</Text>}
				columns={[
					{ key: "at", title: t("notices.when"), cell: ({ createdAt }) => <Moment at={createdAt} /> },
					{ key: "to", title: t("notices.whom"), width: "minmax(0, 2fr)", cell: ({ address }) => address ?? "" },
					{ key: "state", title: t("notices.state"), cell: ({ state }) => t(`notices.states.${state}`) },
					{
						key: "error",
						title: t("notices.last-error"),
						width: "minmax(0, 2fr)",
						cell: ({ lastError }) => lastError ?? "",
						wideOnly: true,
					},
				]}
			/>
		</Section>
	);
}
