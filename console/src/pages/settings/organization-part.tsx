import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";

const fields = ["name", "supportPhone", "supportMail", "supportSite"] as const;

const useStyles = makeStyles({ form: { display: "grid", gap: tokens.spacingVerticalM, maxWidth: "480px" } });

/** What people read on their phones: who this is, and where they find help. */
export function OrganizationPart() {
	const styles = useStyles();
	const { t } = useTranslation("settings");
	const may = useMay()("settings.change");
	const kept = useApi("/organization", {});
	const [typed, setTyped] = useState<Partial<Record<(typeof fields)[number], string>>>({});
	const change = useChange("/organization", { onDone: () => setTyped({}) });
	const changed = fields.filter((name) => typed[name] !== undefined && typed[name] !== kept.data?.[name]);
	useUnsaved(changed.length > 0, "part");
	if (kept.isError) return <ProblemNote error={kept.error} retry={() => void kept.refetch()} />;
	return (
		<Section title={t("parts.organization")}>
			<form
				className={styles.form}
				onSubmit={(event) => {
					event.preventDefault();
					const body = Object.fromEntries(changed.map((name) => [name, typed[name]]));
					if (changed.length > 0) change.mutate({ query: {}, body });
				}}
			>
				{fields.map((name) => (
					<Field key={name} label={t(`organization.${name}`)} hint={t(`organization.${name}-hint`)}>
						<Input
							value={typed[name] ?? kept.data?.[name] ?? ""}
							readOnly={!may}
							onChange={(_, { value }) => setTyped({ ...typed, [name]: value })}
						/>
					</Field>
				))}
				{change.isError ? <ProblemNote error={change.error} /> : null}
				{may ? (
					<div>
						<Button type="submit" appearance="primary" disabled={changed.length === 0 || change.isPending}>
							{t("save")}
						</Button>
					</div>
				) : null}
			</form>
		</Section>
	);
}
