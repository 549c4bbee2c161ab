import {
	Badge,
	Button,
	Checkbox,
	Dropdown,
	Field,
	MessageBar,
	MessageBarBody,
	MessageBarTitle,
	makeStyles,
	Option,
	Text,
	tokens,
} from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask, type Body } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { CopyText } from "../../components/copy-text.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { AskDialog } from "./ask-dialog.tsx";
import { useOwnChange } from "./use-own-change.ts";

type Token = Answer<"GET", "/tokens">["items"][number];
type Scope = Body<"POST", "/tokens">["scopes"][number];

/** What a script may be given, in the order of the navigation. */
const scopes: readonly Scope[] = [
	...(["tries.read", "incidents.read", "health.read", "devices.read", "users.read", "apple.read", "policies.read"] as const),
	...(["settings.read", "audit.read", "fixes.preview", "fixes.run", "changes.undo", "devices.act", "devices.end"] as const),
	...(["users.change", "apple.sync", "apple.change", "policies.change", "settings.change"] as const),
];
const days = [7, 30, 90, 365] as const;

const useStyles = makeStyles({
	scopes: { display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(220px, 1fr))" },
	may: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
});

/** What is shown only once must not stand below the edge of the screen. */
function toBeSeen(note: HTMLElement | null): void {
	note?.scrollIntoView({ block: "center" });
}

/** Tokens of one's own scripts. Each is shown once. */
export function TokenSection() {
	const styles = useStyles();
	const { t } = useTranslation("account");
	const may = useMay();
	const tokenList = useApi("/tokens", { query: { of: "me" } });
	const [making, setMaking] = useState(false);
	const [revoking, setRevoking] = useState<Token | null>(null);
	const [chosen, setChosen] = useState<readonly Scope[]>([]);
	const [lasts, setLasts] = useState<number>(90);
	const [secret, setSecret] = useState<string | null>(null);
	const make = useOwnChange(
		(name: string) => ask("POST", "/tokens", { body: { name, scopes: [...chosen], days: lasts } }),
		null,
		(made) => {
			setSecret(made.secret);
			setMaking(false);
			setChosen([]);
		},
	);
	const revoke = useOwnChange(
		(id: string) => ask("DELETE", "/tokens/:id", { params: { id } }),
		t("tokens.revoked"),
		() => setRevoking(null),
	);
	const columns: readonly Column<Token>[] = [
		{ key: "name", title: t("tokens.name"), cell: ({ name }) => <Text weight="semibold">{name}</Text> },
		{
			key: "may",
			title: t("tokens.may"),
			width: "minmax(0, 2fr)",
			cell: ({ scopes: allowed }) => (
				<span className={styles.may}>
					{allowed.slice(0, 3).map((one) => (
						<Badge key={one} appearance="outline" title={one}>
							{t(`scopes.${one as Scope}`)}
						</Badge>
					))}
					{allowed.length > 3 ? <span>{t("app:change.more", { count: allowed.length - 3 })}</span> : null}
				</span>
			),
		},
		{ key: "used", title: t("tokens.used"), cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
		{ key: "ends", title: t("tokens.ends"), cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
		{
			key: "revoke",
			title: t("actions"),
			width: "110px",
			cell: (one) => (
				<Button size="small" aria-label={t("tokens.revoke-named", { name: one.name })} onClick={() => setRevoking(one)}>
					{t("tokens.revoke")}
				</Button>
			),
		},
	];
	return (
		<Section
			title={t("tokens.title")}
			actions={
				<Button icon={<AddRegular />} onClick={() => setMaking(true)}>
					{t("tokens.make")}
				</Button>
			}
		>
			<Text>{t("tokens.text")}</Text>
			{secret === null ? null : (
				<MessageBar ref={toBeSeen} intent="success" layout="multiline">
					<MessageBarBody>
						<MessageBarTitle>{t("tokens.once")}</MessageBarTitle>
						<CopyText text={secret} />
					</MessageBarBody>
				</MessageBar>
			)}
			<DataTable
				label={t("tokens.title")}
				columns={columns}
				rows={tokenList.data?.items ?? []}
				keyOf={({ id }) => id}
				loading={tokenList.isPending}
				error={tokenList.error}
				retry={() => void tokenList.refetch()}
				empty={<Text>{t("tokens.none")}</Text>}
			/>
			{making ? (
				<AskDialog
					title={t("tokens.make")}
					label={t("tokens.what-for")}
					action={t("tokens.make")}
					ready={chosen.length > 0}
					busy={make.isPending}
					error={make.error}
					onSend={(name) => make.mutate(name)}
					onClose={() => setMaking(false)}
				>
					<Field label={t("tokens.may")}>
						<div className={styles.scopes}>
							{scopes
								.filter((one) => may(one))
								.map((one) => (
									<Checkbox
										key={one}
										label={t(`scopes.${one}`)}
										checked={chosen.includes(one)}
										onChange={(_, { checked }) => setChosen(checked === true ? [...chosen, one] : chosen.filter((other) => other !== one))}
									/>
								))}
						</div>
					</Field>
					<Field label={t("tokens.lasts")}>
						<Dropdown
							value={t("tokens.days", { count: lasts })}
							selectedOptions={[String(lasts)]}
							onOptionSelect={(_, { optionValue }) => setLasts(Number(optionValue))}
						>
							{days.map((count) => (
								<Option key={count} value={String(count)}>
									{t("tokens.days", { count })}
								</Option>
							))}
						</Dropdown>
					</Field>
				</AskDialog>
			) : null}
			{revoking === null ? null : (
				<AskDialog
					title={t("tokens.revoke-named", { name: revoking.name })}
					text={t("tokens.revoke-text")}
					action={t("tokens.revoke")}
					busy={revoke.isPending}
					error={revoke.error}
					onSend={() => revoke.mutate(revoking.id)}
					onClose={() => setRevoking(null)}
				/>
			)}
		</Section>
	);
}
