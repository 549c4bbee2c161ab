import {
	Badge,
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
import { useTranslation } from "react-i18next";
import { type Answer, ApiFailure } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { UserPicker } from "./user-picker.tsx";
import { WeighedList } from "./weighed-list.tsx";

const useStyles = makeStyles({
	form: {
		display: "grid",
		// As wide as the longest way in Japanese.
		gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 280px), 1fr))",
		gap: tokens.spacingHorizontalM,
		marginBottom: tokens.spacingVerticalL,
		alignItems: "start",
		"& *": { minWidth: 0 },
	},
	kinds: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fit, minmax(min(300px, 100%), 1fr))",
		gap: tokens.spacingHorizontalL,
		alignItems: "start",
	},
	said: { marginBottom: tokens.spacingVerticalL },
	findings: { margin: 0, paddingLeft: tokens.spacingHorizontalL, overflowWrap: "anywhere" },
	groups: {
		display: "flex",
		flexWrap: "wrap",
		gap: tokens.spacingHorizontalXS,
		alignItems: "center",
		marginBottom: tokens.spacingVerticalM,
	},
	badge: { height: "auto", minHeight: "20px", maxWidth: "100%", whiteSpace: "normal", overflowWrap: "anywhere" },
});

type Who = Answer<"GET", "/policies/effective">;

const isOs = (text: string) => /^\d{1,3}(\.\d{1,3}){0,2}$/.test(text);
const among = <T extends string>(all: readonly T[], text: string | undefined): T | undefined => all.find((one) => one === text);

/** Who gets what: a person, a device thought of, and what the door would say. All of it stands in the address. */
export function WhoPage() {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const [filters, setFilters] = useFilters();
	const { user, os = "" } = filters;
	const ownership = among(["personal", "corporate"] as const, filters["ownership"]);
	const platform = among(["iphone", "ipad", "mac"] as const, filters["platform"]);
	const way = among(["web", "ade-sign-in", "ade-userless"] as const, filters["way"]);
	const asked = user !== undefined || way === "ade-userless";
	const found = useApi(
		"/policies/effective",
		{ query: { ...(way === "ade-userless" ? {} : { user, way }), ownership, platform, os: isOs(os) ? os : undefined } },
		{ enabled: asked, keep: true },
	);
	const isUnknown = found.error instanceof ApiFailure && found.error.status === 404;
	return (
		<>
			<PageHeader title={t("who.title")} text={t("who.text")} />
			<div className={styles.form}>
				<UserPicker upn={user ?? ""} disabled={way === "ade-userless"} onPick={(picked) => setFilters({ user: picked })} />
				<Field label={t("who.way")}>
					<Select value={way ?? "web"} onChange={(_, { value }) => setFilters({ way: value === "web" ? undefined : value })}>
						{(["web", "ade-sign-in", "ade-userless"] as const).map((one) => (
							<option key={one} value={one}>
								{t(`ways.${one}`)}
							</option>
						))}
					</Select>
				</Field>
				<Field label={t("who.ownership")}>
					<Select value={ownership ?? ""} onChange={(_, { value }) => setFilters({ ownership: value === "" ? undefined : value })}>
						<option value="">{t("who.unknown")}</option>
						<option value="personal">{t("who.personal")}</option>
						<option value="corporate">{t("who.corporate")}</option>
					</Select>
				</Field>
				<Field label={t("who.platform")}>
					<Select
						value={platform ?? "iphone"}
						onChange={(_, { value }) => setFilters({ platform: value === "iphone" ? undefined : value })}
					>
						<option value="iphone">iPhone</option>
						<option value="ipad">iPad</option>
						<option value="mac">Mac</option>
					</Select>
				</Field>
				<Field label={t("who.os")} {...(os === "" || isOs(os) ? {} : { validationMessage: t("faults.version") })}>
					<Input value={os} placeholder="18.5" onChange={(_, { value }) => setFilters({ os: value.normalize("NFKC").trim() })} />
				</Field>
			</div>
			{!asked ? (
				<EmptyState title={t("who.empty-title")}>{t("who.empty")}</EmptyState>
			) : isUnknown ? (
				<EmptyState title={t("who.no-such-user", { user })}>{t("who.no-such-user-text")}</EmptyState>
			) : found.isError ? (
				<ProblemNote error={found.error} retry={() => void found.refetch()} />
			) : found.data === undefined ? null : (
				<Found found={found.data} />
			)}
		</>
	);
}

function Found({ found }: { readonly found: Who }) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	return (
		<>
			<Verdict found={found} />
			{found.user === null ? null : (
				<div className={styles.groups}>
					<Text>{t("who.groups", { count: found.user.groups.length })}</Text>
					{found.user.groups.map(({ id, name }) => (
						<Badge key={id} shape="rounded" appearance="tint" color="informative" className={styles.badge}>
							{name}
						</Badge>
					))}
				</div>
			)}
			<div className={styles.kinds}>
				{(["platform", "limit", "types"] as const).map((kind) => (
					<Section key={kind} title={t(`titles.${kind}`)}>
						<WeighedList kind={kind} policies={found[kind]} />
					</Section>
				))}
			</div>
			<Section title={t("who.rules")}>
				{found.steps.map(({ step, findings }) => (
					<div key={step}>
						<Text weight="semibold">{t(`steps.${step}`)}</Text>
						<ul className={styles.findings}>
							{findings
								.filter(({ outcome }) => outcome !== "unknown")
								.map(({ code, outcome, saw }) => (
									<li key={code}>
										{outcome === "fail" ? "✕ " : "✓ "}
										{saw}
									</li>
								))}
						</ul>
					</div>
				))}
			</Section>
		</>
	);
}

/** Would they be let in? The first rule that refuses. */
function Verdict({ found: { admitted, steps, user } }: { readonly found: Who }) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const refusing = steps.find((one) => !one.admitted);
	const who = user === null ? t("who.nobody") : user.displayName || user.upn;
	return (
		<MessageBar intent={admitted ? "success" : "error"} layout="multiline" className={styles.said}>
			<MessageBarBody>
				<MessageBarTitle>{admitted ? t("who.admitted", { who }) : t("who.refused", { who, title: refusing?.title ?? "" })}</MessageBarTitle>
				<br />
				{refusing === undefined ? t("who.not-proven") : `${t(`steps.${refusing.step}`)}: ${refusing.explanation ?? ""}`}
			</MessageBarBody>
		</MessageBar>
	);
}
