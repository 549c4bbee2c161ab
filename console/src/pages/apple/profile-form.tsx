import { Field, Input, makeStyles, Radio, RadioGroup, Switch, Textarea, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/section.tsx";
import { type GivenFile, textOf } from "./file-field.tsx";
import { PanesField } from "./panes-field.tsx";
import { PemField } from "./pem-field.tsx";
import type { ProfileDraft } from "./profile-draft.ts";

export interface SettingFault {
	readonly setting: string;
	readonly text: string;
}

const useStyles = makeStyles({
	fields: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "640px", minWidth: 0 },
});

const flags = ["supervised", "locked", "awaitConfiguration", "sharedIpad"] as const;
const texts = ["department", "supportPhone", "supportMail"] as const;

/** Every setting of an enrollment profile, grouped as Intune has them, each with what is wrong with it. */
export function ProfileForm({
	draft,
	set,
	faults,
	certificates,
	readOnly = false,
	first,
}: {
	readonly draft: ProfileDraft;
	readonly set: (change: Partial<ProfileDraft>) => void;
	readonly faults: readonly SettingFault[];
	/** How many computers may pair by certificate so far. */
	readonly certificates: number;
	readonly readOnly?: boolean;
	/** Of a new one: for which token. */
	readonly first?: ReactNode;
}) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const wrong = (setting: string) => {
		const told = faults.filter((fault) => fault.setting === setting).map(({ text }) => text);
		return told.length === 0 ? {} : { validationState: "error" as const, validationMessage: told.join(" ") };
	};
	const pem: GivenFile | null = draft.pairingCertificates === null ? null : { name: t("form.new-certificates"), bytes: new Uint8Array() };
	return (
		<fieldset disabled={readOnly} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
			<Section title={t("form.basics")}>
				<div className={styles.fields}>
					{first}
					<Field label={t("settings.name")} required {...wrong("name")}>
						<Input value={draft.name} onChange={(_, { value }) => set({ name: value })} autoComplete="off" />
					</Field>
					<Field label={t("settings.description")} hint={t("form.description-hint")} {...wrong("description")}>
						<Textarea value={draft.description} onChange={(_, { value }) => set({ description: value })} resize="vertical" />
					</Field>
				</div>
			</Section>
			<Section title={t("form.user")}>
				<div className={styles.fields}>
					<Field label={t("settings.signIn")} {...wrong("signIn")}>
						<RadioGroup
							value={draft.signIn}
							onChange={(_, { value }) =>
								set({ signIn: value as ProfileDraft["signIn"], ...(value === "legacy" ? { awaitConfiguration: false } : {}) })
							}
						>
							{(["web", "legacy", "none"] as const).map((way) => (
								<Radio key={way} value={way} label={`${t(`sign-in.${way}`)}: ${t(`form.sign-in-${way}`)}`} />
							))}
						</RadioGroup>
					</Field>
				</div>
			</Section>
			<Section title={t("form.management")}>
				<div className={styles.fields}>
					{flags.map((flag) => (
						<Field key={flag} hint={t(`form.${flag}-hint`)} {...wrong(flag)}>
							<Switch
								label={t(`settings.${flag}`)}
								checked={draft[flag]}
								onChange={(_, { checked }) =>
									set({ [flag]: checked, ...(flag === "sharedIpad" && checked ? { awaitConfiguration: false } : {}) })
								}
							/>
						</Field>
					))}
				</div>
			</Section>
			<Section title={t("form.computers")}>
				<div className={styles.fields}>
					<Field label={t("settings.pairing")} {...wrong("pairing")}>
						<RadioGroup value={draft.pairing} onChange={(_, { value }) => set({ pairing: value as ProfileDraft["pairing"] })}>
							{(["allow", "deny", "by-certificate"] as const).map((way) => (
								<Radio key={way} value={way} label={t(`pairing.${way}`)} />
							))}
						</RadioGroup>
					</Field>
					{draft.pairing === "by-certificate" ? (
						<Field {...wrong("pairingCertificates")}>
							<PemField
								label={t("settings.pairingCertificates")}
								hint={t("form.certificates-hint", { count: certificates })}
								accept=".pem,.cer,.crt"
								file={pem}
								onFile={(given) => set({ pairingCertificates: given === null ? null : textOf(given) })}
							/>
						</Field>
					) : null}
				</div>
			</Section>
			<Section title={t("form.device-name")}>
				<div className={styles.fields}>
					<Field
						label={t("settings.nameTemplate")}
						hint={t("form.nameTemplate-hint", { serial: "{{SERIAL}}", type: "{{DEVICETYPE}}" })}
						{...wrong("nameTemplate")}
					>
						<Input value={draft.nameTemplate} onChange={(_, { value }) => set({ nameTemplate: value })} autoComplete="off" />
					</Field>
				</div>
			</Section>
			<Section title={t("form.assistant")}>
				<div className={styles.fields}>
					{texts.map((one) => (
						<Field key={one} label={t(`settings.${one}`)} hint={t(`form.${one}-hint`)} {...wrong(one)}>
							<Input value={draft[one]} onChange={(_, { value }) => set({ [one]: value })} autoComplete="off" />
						</Field>
					))}
				</div>
				<PanesField hidden={draft.hiddenPanes} set={(hiddenPanes) => set({ hiddenPanes })} readOnly={readOnly} />
			</Section>
		</fieldset>
	);
}
