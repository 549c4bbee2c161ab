import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { PersonQuestionMarkRegular, PersonRegular, PhoneRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Moment } from "../../components/moment.tsx";
import { Section } from "../../components/section.tsx";
import type { ExplainedIncident } from "./incident-page.tsx";

type Member = ExplainedIncident["members"][number];

const icons = { user: PersonRegular, name: PersonQuestionMarkRegular, device: PhoneRegular } as const;
const atFirst = 12;

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
	item: {
		display: "grid",
		gridTemplateColumns: "20px minmax(0, 1fr) max-content",
		columnGap: tokens.spacingHorizontalS,
		alignItems: "center",
	},
	name: { overflowWrap: "anywhere" },
	when: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, gridColumn: "2 / -1" },
});

/** Whom it stopped last, and who has come through since. */
export function Affected({ members, more }: { readonly members: readonly Member[]; readonly more: number }) {
	const styles = useStyles();
	const { t } = useTranslation("incidents");
	const [all, setAll] = useState(false);
	const shown = all ? members : members.slice(0, atFirst);
	return (
		<Section title={t("section.affected")}>
			<ul className={styles.list}>
				{shown.map((member) => {
					const { kind, name, tries, lastAt, throughAt, throughBy } = member;
					const Icon = icons[kind];
					const search = kind === "device" ? { serial: name } : { user: name };
					return (
						<li key={`${kind} ${name}`} className={styles.item}>
							<Icon aria-label={t(`kind.${kind}`)} />
							<Link to="/tries" search={search} className={styles.name}>
								{name}
							</Link>
							{throughAt === null ? (
								<span>{t("member.tries", { count: tries })}</span>
							) : (
								<Badge color="success">{t("member.through")}</Badge>
							)}
							<span className={styles.when}>
								<Moment at={throughAt ?? lastAt} />
								{throughBy === null ? null : (
									<>
										{" · "}
										<Link to="/tries/$reference" params={{ reference: throughBy }}>
											{throughBy}
										</Link>
									</>
								)}
							</span>
						</li>
					);
				})}
			</ul>
			{members.length > shown.length ? <Button onClick={() => setAll(true)}>{t("app:list.more")}</Button> : null}
			{more > 0 && shown.length === members.length ? <Text>{t("app:change.more", { count: more })}</Text> : null}
		</Section>
	);
}
