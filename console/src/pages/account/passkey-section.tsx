import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { AddRegular, DeleteRegular, EditRegular, KeyRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import { deviceName, makePasskey, passkeysWork } from "../sign-in/passkey.ts";
import { SignInProblem } from "../sign-in/sign-in-problem.tsx";
import { AskDialog } from "./ask-dialog.tsx";
import { useOwnChange } from "./use-own-change.ts";

type Passkey = Answer<"GET", "/account">["passkeys"][number];

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalM, margin: 0, padding: 0, listStyleType: "none" },
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center" },
	about: { flex: "1 1 200px", minWidth: 0, overflowWrap: "anywhere" },
	when: { color: tokens.colorNeutralForeground3 },
});

export function PasskeySection({ passkeys, onlyWay }: { readonly passkeys: readonly Passkey[]; readonly onlyWay: boolean }) {
	const styles = useStyles();
	const { t } = useTranslation("account");
	const [naming, setNaming] = useState<Passkey | null>(null);
	const [removing, setRemoving] = useState<Passkey | null>(null);
	const add = useOwnChange(
		async () => {
			const { options } = await ask("POST", "/account/passkeys/options", {});
			const credential = await makePasskey(options);
			return ask("POST", "/account/passkeys", { body: { name: deviceName(), credential } });
		},
		t("passkeys.added"),
		setNaming,
	);
	const rename = useOwnChange(
		(name: string) => ask("PATCH", "/account/passkeys/:id", { params: { id: naming?.id ?? "" }, body: { name } }),
		t("passkeys.renamed"),
		() => setNaming(null),
	);
	const remove = useOwnChange(
		(id: string) => ask("DELETE", "/account/passkeys/:id", { params: { id } }),
		t("passkeys.removed"),
		() => setRemoving(null),
	);
	return (
		<Section
			title={t("passkeys.title")}
			actions={
				<Button
					icon={<AddRegular />}
					appearance={passkeys.length === 0 ? "primary" : "secondary"}
					disabled={add.isPending || !passkeysWork()}
					onClick={() => add.mutate(undefined)}
				>
					{t("passkeys.add")}
				</Button>
			}
		>
			<Text>{t("passkeys.text")}</Text>
			<SignInProblem error={add.error} />
			{passkeys.length === 0 ? <Text weight="semibold">{t("passkeys.none")}</Text> : null}
			<ul className={styles.list}>
				{passkeys.map((one) => (
					<li key={one.id} className={styles.row}>
						<KeyRegular fontSize={20} />
						<div className={styles.about}>
							<Text weight="semibold">{one.name}</Text>{" "}
							<Badge appearance="outline">{t(one.synced ? "passkeys.synced" : "passkeys.one-device")}</Badge>
							<div className={styles.when}>
								{t("passkeys.made")} <Moment at={one.createdAt} /> · {t("passkeys.used")} <Moment at={one.lastUsedAt} />
							</div>
						</div>
						<Button
							size="small"
							icon={<EditRegular />}
							aria-label={t("passkeys.rename-named", { name: one.name })}
							onClick={() => setNaming(one)}
						/>
						<Button
							size="small"
							icon={<DeleteRegular />}
							aria-label={t("passkeys.remove-named", { name: one.name })}
							disabledFocusable={onlyWay}
							title={onlyWay ? t("only-way") : undefined}
							onClick={() => {
								if (!onlyWay) setRemoving(one);
							}}
						/>
					</li>
				))}
			</ul>
			{onlyWay ? <Text size={200}>{t("only-way")}</Text> : null}
			{naming === null ? null : (
				<AskDialog
					key={naming.id}
					title={t("passkeys.name-title")}
					label={t("passkeys.name")}
					first={naming.name}
					action={t("save")}
					busy={rename.isPending}
					error={rename.error}
					onSend={(name) => rename.mutate(name)}
					onClose={() => setNaming(null)}
				/>
			)}
			{removing === null ? null : (
				<AskDialog
					title={t("passkeys.remove-title", { name: removing.name })}
					text={t("passkeys.remove-text")}
					action={t("remove")}
					busy={remove.isPending}
					error={remove.error}
					onSend={() => remove.mutate(removing.id)}
					onClose={() => setRemoving(null)}
				/>
			)}
		</Section>
	);
}
