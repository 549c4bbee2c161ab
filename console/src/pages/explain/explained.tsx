import { Link, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/section.tsx";
import { Candidates } from "./candidates.tsx";
import type { Explanation } from "./explain-page.tsx";

const useStyles = makeStyles({
	near: { display: "flex", flexDirection: "column", alignItems: "flex-start", gap: tokens.spacingVerticalXS },
	long: {
		textAlign: "left",
		justifyContent: "flex-start",
		overflowWrap: "anywhere",
		whiteSpace: "normal",
		fontWeight: tokens.fontWeightRegular,
	},
	bars: { display: "grid", gap: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalL },
	lines: {
		margin: 0,
		padding: tokens.spacingHorizontalS,
		maxHeight: "320px",
		overflow: "auto",
		fontFamily: tokens.fontFamilyMonospace,
		fontSize: tokens.fontSizeBase200,
		backgroundColor: tokens.colorNeutralBackground3,
		whiteSpace: "pre-wrap",
		overflowWrap: "anywhere",
	},
});

interface Props {
	readonly explanation: Explanation;
	/** Nothing was reported: everything that may stop this person or device was judged. */
	readonly ofPerson: boolean;
	readonly onMessage: (text: string) => void;
	readonly onUser: (upn: string) => void;
}

/** What was understood, what would help to understand more, and what may be behind it. */
export function Explained({ explanation, ofPerson, onMessage, onUser }: Props) {
	const styles = useStyles();
	const { t } = useTranslation("explain");
	const { matched, taken, ambiguous, wrapper, near, missing, unknownUser, unknownSerial, candidates, log } = explanation;
	const nothing = matched.length === 0 && !ofPerson;
	const notes = [
		...(ambiguous ? [t("note.ambiguous")] : []),
		...(taken === null ? [] : [t("note.taken", { message: taken })]),
		...(missing.includes("user") ? [t("note.missing-user")] : []),
		...(missing.includes("serial") ? [t("note.missing-serial")] : []),
		...(unknownSerial === null ? [] : [t("note.unknown-serial", { serial: unknownSerial.typed, near: unknownSerial.near.join(", ") })]),
		...(log?.notes ?? []),
	];
	return (
		<>
			<div className={styles.bars} aria-live="polite">
				{nothing ? (
					<MessageBar intent="warning" layout="multiline">
						<MessageBarBody>
							<MessageBarTitle>{t(log === null ? "unknown.title" : "unknown.log")}</MessageBarTitle>
							{log === null ? t(wrapper ? "unknown.wrapper" : near.length > 0 ? "unknown.near" : "unknown.text") : null}
							{near.length === 0 ? null : (
								<div className={styles.near}>
									{near.map((one) => (
										<Link key={one} as="button" className={styles.long} onClick={() => onMessage(one)}>
											{one}
										</Link>
									))}
								</div>
							)}
						</MessageBarBody>
					</MessageBar>
				) : null}
				{unknownUser === null ? null : (
					<MessageBar intent="warning" layout="multiline">
						<MessageBarBody>
							{t("note.unknown-user", { user: unknownUser.typed })}
							<div className={styles.near}>
								{unknownUser.near.map((one) => (
									<Link key={one} as="button" className={styles.long} onClick={() => onUser(one)}>
										{one}
									</Link>
								))}
							</div>
						</MessageBarBody>
					</MessageBar>
				)}
				{notes.map((note) => (
					<MessageBar key={note} intent="info" layout="multiline">
						<MessageBarBody>{note}</MessageBarBody>
					</MessageBar>
				))}
			</div>
			{matched.length === 0 ? null : (
				<Section title={t("matched")}>
					<Text style={{ overflowWrap: "anywhere" }}>{matched.map(({ title }) => title).join(" · ")}</Text>
				</Section>
			)}
			{nothing ? null : <Candidates candidates={candidates} />}
			{log === null || log.lines.length === 0 ? null : (
				<Section title={t("log.lines", { matches: log.matches, count: log.scanned.lines })}>
					{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long log is scrolled by keyboard. */}
					<pre className={styles.lines} tabIndex={0}>
						{log.lines.map(({ file, line, text }) => `${file === null ? "" : `${file}:`}${line}  ${text}`).join("\n")}
					</pre>
				</Section>
			)}
		</>
	);
}
