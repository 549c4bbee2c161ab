import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFilters } from "../../components/use-filters.ts";

const useStyles = makeStyles({
	form: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fit, minmax(150px, 1fr))",
		gap: tokens.spacingHorizontalM,
		alignItems: "end",
		marginBottom: tokens.spacingVerticalL,
	},
	buttons: { gridColumn: "1 / -1", display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
	input: { minWidth: 0, width: "100%" },
});

const names = ["who", "action", "target", "since", "until"] as const;
const labels = { who: "who", action: "what", target: "target", since: "since", until: "until" } as const;
const hints = { who: "who-hint", action: "what-hint", target: "target-hint" } as const;

/** Filters that stand in the address when they are applied: each is looked up by an index, as it is written. */
export function AuditFilters() {
	const styles = useStyles();
	const { t } = useTranslation("audit");
	const [filters, setFilters] = useFilters();
	const [typed, setTyped] = useState<{ readonly [name: string]: string }>(() =>
		Object.fromEntries(names.map((name) => [name, filters[name] ?? ""])),
	);
	return (
		<form
			className={styles.form}
			onSubmit={(event) => {
				event.preventDefault();
				setFilters(Object.fromEntries(names.map((name) => [name, typed[name]?.trim() || undefined])));
			}}
		>
			{names.map((name) => (
				<Field key={name} label={t(labels[name])}>
					<Input
						className={styles.input}
						input={{ className: styles.input }}
						name={name}
						type={name === "since" || name === "until" ? "date" : "text"}
						{...(name === "since" || name === "until" ? {} : { placeholder: t(hints[name]) })}
						value={typed[name] ?? ""}
						onChange={(_, { value }) => setTyped({ ...typed, [name]: value })}
					/>
				</Field>
			))}
			<div className={styles.buttons}>
				<Button type="submit" appearance="primary">
					{t("apply")}
				</Button>
				{names.some((name) => (filters[name] ?? "") !== "") ? (
					<Button onClick={() => setFilters(Object.fromEntries(names.map((name) => [name, undefined])))}>{t("clear")}</Button>
				) : null}
			</div>
		</form>
	);
}
