import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { Moment } from "../../components/moment.tsx";

const useStyles = makeStyles({
	bar: { marginBottom: tokens.spacingVerticalM },
	list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

/** Over everything about Automated Device Enrollment, while a token is in an error state: which it is, since when, and what people notice of it. */
export function AdeBanner() {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const { data } = useApi("/ade/banner", {}, { every: 30_000 });
	const banner = data?.banner ?? null;
	if (banner === null) return null;
	return (
		<MessageBar intent="error" layout="multiline" className={styles.bar}>
			<MessageBarBody>
				<MessageBarTitle>{banner.title}</MessageBarTitle>
				<ul className={styles.list}>
					{banner.causes.map(({ token, title, since }) => (
						<li key={token.id}>
							<Link to="/apple/tokens/$id" params={{ id: token.id }}>
								{token.name}
							</Link>
							: {title} ({t("trouble.since")} <Moment at={since} />)
						</li>
					))}
				</ul>
				{t("banner.noticed", { symptoms: banner.symptoms.map(({ title }) => title).join(t("separator")) })}
			</MessageBarBody>
		</MessageBar>
	);
}
