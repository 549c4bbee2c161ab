import { makeStyles, tokens } from "@fluentui/react-components";
import { Moment } from "../../components/moment.tsx";
import { type Moments, TimeLine } from "../../components/time-line.tsx";
import type { ExplainedTry } from "./try-page.tsx";

type Step = ExplainedTry["timeline"][number];

const tones: Readonly<Record<string, Moments["tone"]>> = {
	refused: "bad",
	"fell-silent": "waiting",
	managed: "good",
	connected: "good",
	configured: "good",
};

const useStyles = makeStyles({
	details: {
		display: "flex",
		flexWrap: "wrap",
		columnGap: tokens.spacingHorizontalL,
		rowGap: "2px",
		margin: 0,
		fontSize: tokens.fontSizeBase200,
	},
	detail: { display: "flex", flexWrap: "wrap", columnGap: tokens.spacingHorizontalXS, minWidth: 0 },
	label: { color: tokens.colorNeutralForeground3 },
	value: { margin: 0, overflowWrap: "anywhere" },
	log: {
		margin: 0,
		padding: tokens.spacingHorizontalS,
		maxHeight: "200px",
		overflow: "auto",
		fontFamily: tokens.fontFamilyMonospace,
		fontSize: tokens.fontSizeBase200,
		backgroundColor: tokens.colorNeutralBackground3,
		whiteSpace: "pre-wrap",
		overflowWrap: "anywhere",
	},
});

/** What happened in a try, with what each step saw. */
export function StepLine({ steps }: { readonly steps: readonly Step[] }) {
	const styles = useStyles();
	const items = steps.map((step, at) => ({
		key: `${at}`,
		at: step.at,
		tone: tones[step.name] ?? "plain",
		title: [step.title, step.codes.map(({ title }) => title).join(", ")].filter((one) => one !== "").join(": "),
		more: (
			<>
				{step.details.length === 0 ? null : (
					<dl className={styles.details}>
						{step.details.map(({ label, value, at: instant }) => (
							<div key={label} className={styles.detail}>
								<dt className={styles.label}>{label}</dt>
								<dd className={styles.value}>{instant === null ? value : <Moment at={instant} exact />}</dd>
							</div>
						))}
					</dl>
				)}
				{step.lines.length === 0 ? null : (
					// biome-ignore lint/a11y/noNoninteractiveTabindex: long logs are scrolled by keyboard.
					<pre className={styles.log} tabIndex={0}>
						{step.lines.join("\n")}
					</pre>
				)}
			</>
		),
	}));
	return <TimeLine items={items} />;
}
