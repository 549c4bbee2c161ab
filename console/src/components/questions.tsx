import { makeStyles, Text, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
	list: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fit, minmax(min(280px, 100%), 1fr))",
		gap: tokens.spacingHorizontalL,
		margin: 0,
	},
	answer: { margin: 0, overflowWrap: "anywhere" },
});

/** The eight questions that support asks first, answered. */
export function Questions({
	questions,
}: {
	readonly questions: readonly { readonly question: string; readonly answers: readonly string[] }[];
}) {
	const styles = useStyles();
	return (
		<dl className={styles.list}>
			{questions.map(({ question, answers }) => (
				<div key={question}>
					<dt>
						<Text weight="semibold">{question}</Text>
					</dt>
					{answers.map((answer) => (
						<dd key={answer} className={styles.answer}>
							{answer}
						</dd>
					))}
				</div>
			))}
		</dl>
	);
}
