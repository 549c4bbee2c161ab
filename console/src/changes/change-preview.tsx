import { makeStyles, ProgressBar, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Done } from "./use-change.tsx";

type Preview = NonNullable<Done["preview"]>;

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalS },
	hit: { display: "grid", gap: tokens.spacingVerticalXS, overflowWrap: "anywhere" },
	list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
	line: { fontFamily: tokens.fontFamilyBase, overflowWrap: "anywhere" },
});

const mostNamed = 10;

/** What would come of a change: values before and after, whom it concerns, who would pass then, and whether it can be taken back. */
export function ChangePreview({ preview }: { readonly preview: Preview }) {
	const styles = useStyles();
	const { t } = useTranslation();
	const { changes, asked, wouldPass, hit } = preview;
	if (changes.length === 0 && asked.length === 0) return <Text>{t("change.nothing")}</Text>;
	return (
		<div className={styles.box}>
			{changes.length === 0 ? null : <Text weight="semibold">{t("change.changes")}</Text>}
			{changes.map(({ action, target, lines, users, devices, everybody }) => (
				<div key={`${action} ${target}`}>
					{target === null ? null : <Text block>{target}</Text>}
					<ul className={styles.list}>
						{lines.map((line) => (
							<li key={line} className={styles.line}>
								{line}
							</li>
						))}
						{everybody === true ? <li>{t("change.for-everybody")}</li> : null}
						{users === undefined ? null : <li>{t("change.for-users", { count: users })}</li>}
						{devices === undefined ? null : <li>{t("change.for-devices", { count: devices })}</li>}
					</ul>
				</div>
			))}
			{hit === null || hit.lines.length === 0 ? null : (
				<div className={styles.hit}>
					<Text weight="semibold">{t("change.hit")}</Text>
					{hit.enrolled === null ? null : (
						<ProgressBar
							thickness="large"
							color={hit.enrolled.refused === 0 ? "success" : "warning"}
							value={hit.enrolled.refused}
							max={hit.enrolled.judged}
							aria-label={hit.lines[0] ?? ""}
						/>
					)}
					{hit.lines.map((line) => (
						<Text key={line}>{line}</Text>
					))}
				</div>
			)}
			{asked.length === 0 ? null : <Text weight="semibold">{t("change.asked")}</Text>}
			{asked.map((line) => (
				<Text key={line}>{line}</Text>
			))}
			{wouldPass.length === 0 ? null : (
				<div>
					<Text weight="semibold">{t("change.would-pass", { count: wouldPass.length })}</Text>
					<ul className={styles.list}>
						{wouldPass.slice(0, mostNamed).map(({ reference, upn, serial }) => (
							<li key={reference}>
								<Link to="/tries/$reference" params={{ reference }}>
									{reference}
								</Link>{" "}
								{upn ?? serial ?? ""}
							</li>
						))}
						{wouldPass.length > mostNamed ? <li>{t("change.more", { count: wouldPass.length - mostNamed })}</li> : null}
					</ul>
				</div>
			)}
			{changes.length === 0 ? null : (
				<Text>{changes.every(({ undo }) => undo !== null) ? t("change.can-undo") : t("change.cannot-undo")}</Text>
			)}
		</div>
	);
}
