import {
	Button,
	Checkbox,
	Field,
	Input,
	MessageBar,
	MessageBarBody,
	makeStyles,
	Tab,
	TabList,
	Textarea,
	tokens,
} from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import type { Difference } from "../../changes/changed-meanwhile.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PhonePreview } from "./phone-preview.tsx";
import type { Terms } from "./terms-page.tsx";
import { whereTheyDiffer } from "./where-they-differ.ts";

const useStyles = makeStyles({
	sides: {
		display: "grid",
		gridTemplateColumns: "minmax(0, 1fr) minmax(260px, 320px)",
		gap: tokens.spacingHorizontalXXL,
		alignItems: "start",
		"@media (max-width: 899px)": { gridTemplateColumns: "minmax(0, 1fr)" },
	},
	form: { display: "grid", gap: tokens.spacingVerticalL, minWidth: 0 },
	text: { width: "100%", maxWidth: "none" },
	buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

const languages = ["ja", "en"] as const;
const empty = { en: "", ja: "" };
/** As the service has it. */
const limits = { title: 200, body: 60_000 } as const;
/** A line that would begin another language in the file that the command line reads. */
const heading = /^#\s*(en|ja)\s*:\s*.+$/im;

/** Both languages, beside the phone that will show them. Other words are a new version, unless only spelling was mended. */
export function TermsEditor({
	id,
	terms,
	onLook,
	onClose,
}: {
	readonly id: string;
	readonly terms: Terms | null;
	/** Asks anew what stands there: the next `terms` are as somebody else left them. */
	readonly onLook: () => Promise<unknown>;
	readonly onClose: () => void;
}) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("policies");
	// As they were when the editor was opened: what somebody else changes meanwhile is noticed when it is saved.
	const [opened, setOpened] = useState(terms);
	const [language, setLanguage] = useState<"en" | "ja">(i18n.language === "ja" ? "ja" : "en");
	const [title, setTitle] = useState(opened?.title ?? empty);
	const [body, setBody] = useState(opened?.body ?? empty);
	const [sameVersion, setSameVersion] = useState(false);
	const [saving, setSaving] = useState(false);
	const changed = JSON.stringify([title, body]) !== JSON.stringify([opened?.title ?? empty, opened?.body ?? empty]);
	const unsaved = useUnsaved(changed, "edit");
	const missing = languages.filter((one) => title[one].trim() === "" || body[one].trim() === "");
	const headed = languages.filter((one) => heading.test(body[one].normalize("NFKC")));
	const version = opened === null ? 1 : opened.version + (changed && !sameVersion ? 1 : 0);
	const differences = (): readonly Difference[] =>
		languages.flatMap((one) =>
			(
				[
					["name", title, opened?.title, terms?.title],
					["body", body, opened?.body, terms?.body],
				] as const
			).flatMap(([part, mine, before = empty, theirs = empty]) =>
				mine[one] === theirs[one]
					? []
					: [
							{
								name: t("terms.part", { part: t(`terms.${part}`), language: t(`terms.${one}`) }),
								...whereTheyDiffer({ theirs: theirs[one], mine: mine[one] }),
								...(mine[one] === before[one] ? { mine: null } : {}),
							},
						],
			),
		);
	return (
		<>
			<PageHeader
				title={t(opened === null ? "terms.write" : "terms.edit-title")}
				text={t("terms.editor-text")}
				up={{ to: "/policies/terms", text: t("terms.title") }}
			/>
			<div className={styles.sides}>
				<form
					className={styles.form}
					onSubmit={(event) => {
						event.preventDefault();
						setSaving(true);
					}}
				>
					<TabList selectedValue={language} onTabSelect={(_, { value }) => setLanguage(value === "en" ? "en" : "ja")}>
						{languages.map((one) => (
							<Tab key={one} value={one}>
								{t(missing.includes(one) ? `terms.${one}-missing` : `terms.${one}`)}
							</Tab>
						))}
					</TabList>
					<Field label={t("terms.name")} required>
						<Input
							lang={language}
							value={title[language]}
							maxLength={limits.title}
							onChange={(_, { value }) => setTitle({ ...title, [language]: value })}
						/>
					</Field>
					<Field
						label={t("terms.body")}
						required
						hint={t("terms.body-hint")}
						{...(headed.includes(language) ? { validationMessage: t("terms.heading") } : {})}
					>
						<Textarea
							className={styles.text}
							lang={language}
							rows={14}
							resize="vertical"
							value={body[language]}
							maxLength={limits.body}
							onChange={(_, { value }) => setBody({ ...body, [language]: value })}
						/>
					</Field>
					{opened === null ? null : (
						<>
							<Checkbox
								label={t("terms.same-version")}
								checked={sameVersion}
								onChange={(_, { checked }) => setSameVersion(checked === true)}
							/>
							{changed ? (
								<MessageBar intent={sameVersion ? "info" : "warning"} layout="multiline">
									<MessageBarBody>
										{sameVersion
											? t("terms.same-version-text", { version: opened.version })
											: t("terms.new-version-text", { version: opened.version + 1 })}
									</MessageBarBody>
								</MessageBar>
							) : null}
						</>
					)}
					{missing.length > 0 ? <span>{t("terms.both")}</span> : null}
					<div className={styles.buttons}>
						<Button appearance="primary" type="submit" disabled={!changed || missing.length + headed.length > 0}>
							{t("terms.save")}
						</Button>
						<Button onClick={() => unsaved.close(onClose)}>{t("app:change.cancel")}</Button>
					</div>
				</form>
				<PhonePreview language={language} title={title[language]} body={body[language]} version={version} />
			</div>
			{saving ? (
				<ChangeDialog
					title={t("terms.save-title", { version })}
					path="/terms/:id"
					asking={{ params: { id }, query: {}, body: { title, body, sameVersion }, ifMatch: opened?.etag ?? '"none"' }}
					label={t("terms.save-now")}
					onClose={() => setSaving(false)}
					meanwhile={{
						look: onLook,
						differences: differences(),
						recorded: { target: id, is: ({ action }) => action.startsWith("terms ") },
						keep() {
							setTitle(merged(opened?.title, title, terms?.title));
							setBody(merged(opened?.body, body, terms?.body));
							setOpened(terms);
						},
						take() {
							setTitle(terms?.title ?? empty);
							setBody(terms?.body ?? empty);
							setOpened(terms);
							setSaving(false);
						},
					}}
					onDone={() => {
						unsaved.letGo();
						onClose();
					}}
				>
					{opened !== null && !sameVersion ? t("terms.new-version-text", { version }) : null}
				</ChangeDialog>
			) : null}
		</>
	);
}

type Words = Terms["body"];

/** What was typed, upon what somebody else left: a language that was not touched is theirs. */
function merged(before: Words = empty, mine: Words = empty, theirs: Words = empty): Words {
	const one = (language: "en" | "ja") => (mine[language] === before[language] ? theirs[language] : mine[language]);
	return { en: one("en"), ja: one("ja") };
}
