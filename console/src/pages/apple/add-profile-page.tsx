import { Button, Checkbox, Field, MessageBar, MessageBarBody, Spinner } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { FittingSelect } from "../../components/fitting-select.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { changeOf, newDraft, type ProfileDraft } from "./profile-draft.ts";
import { ProfileForm } from "./profile-form.tsx";
import { settingFaults } from "./setting-faults.ts";

/** A new enrollment profile of a token. */
export function AddProfilePage() {
	const { t } = useTranslation("apple");
	const navigate = useNavigate();
	const [{ token: named }, setFilters] = useFilters();
	const tokens = rowsOf<"/ade/tokens">(useApiPages("/ade/tokens", { query: { limit: 200 } }));
	const token = tokens.find(({ id }) => id === named) ?? tokens[0];
	const [draft, setDraft] = useState<ProfileDraft>(newDraft);
	const [chosen, setChosen] = useState<boolean | null>(null);
	// The first profile of a token is what its devices get, unless somebody says otherwise.
	const byDefault = chosen ?? token?.defaultProfile === null;
	const unsaved = useUnsaved(chosen !== null || Object.keys(changeOf(newDraft, draft)).length > 0);
	const add = useChange("/ade/profiles", {
		onDone: ({ data }) => {
			unsaved.letGo();
			void navigate({ to: "/apple/profiles/$id", params: { id: (data as { readonly id: string }).id } });
		},
	});
	const faults = settingFaults(add.error);
	return (
		<form
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				if (token === undefined || add.isPending) return;
				const { name: _, ...settings } = changeOf(newDraft, draft);
				add.mutate({ query: {}, body: { ...settings, name: draft.name, token: token.id, default: byDefault } });
			}}
		>
			<PageHeader title={t("profiles.add")} text={t("profiles.text")} up={{ to: "/apple/profiles", text: t("profiles.title") }} />
			<ProfileForm
				draft={draft}
				set={(change) => setDraft((before) => ({ ...before, ...change }))}
				faults={faults ?? []}
				certificates={0}
				first={
					<>
						<Field label={t("profiles.token")} required>
							<FittingSelect value={token?.id ?? ""} onChange={(_, { value }) => setFilters({ token: value })}>
								{tokens.map(({ id, name }) => (
									<option key={id} value={id}>
										{name}
									</option>
								))}
							</FittingSelect>
						</Field>
						<Checkbox label={t("form.by-default")} checked={byDefault} onChange={(_, { checked }) => setChosen(checked === true)} />
					</>
				}
			/>
			{add.isError ? (
				faults === null ? (
					<ProblemNote error={add.error} />
				) : (
					<MessageBar intent="error" role="alert">
						<MessageBarBody>{t("form.faults", { count: faults.length })}</MessageBarBody>
					</MessageBar>
				)
			) : null}
			<Button
				type="submit"
				appearance="primary"
				disabled={token === undefined || add.isPending}
				{...(add.isPending ? { icon: <Spinner size="tiny" /> } : {})}
			>
				{t("profiles.create")}
			</Button>
		</form>
	);
}
