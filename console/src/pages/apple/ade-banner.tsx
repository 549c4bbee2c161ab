import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from "@fluentui/react-components";
import { useApi } from "../../api/queries.ts";

const useStyles = makeStyles({
	bar: { marginBottom: tokens.spacingVerticalM },
	list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

/** Over everything about Automated Device Enrollment, while a token is in an error state: what people notice, and which token causes it. */
export function AdeBanner() {
	const styles = useStyles();
	const { data } = useApi("/ade/banner", {}, { every: 30_000 });
	const banner = data?.banner ?? null;
	if (banner === null) return null;
	return (
		<MessageBar intent="error" layout="multiline" className={styles.bar}>
			<MessageBarBody>
				<MessageBarTitle>{banner.title}</MessageBarTitle> {banner.lead}
				<ul className={styles.list}>
					{banner.symptoms.map(({ symptom, title, causes }) => (
						<li key={symptom}>
							{title}
							<ul className={styles.list}>
								{causes.map((cause) => (
									<li key={cause}>{cause}</li>
								))}
							</ul>
						</li>
					))}
				</ul>
			</MessageBarBody>
		</MessageBar>
	);
}
