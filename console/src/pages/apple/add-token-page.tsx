import { Field, Input, Text } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { base64Of } from "../../api/base64-of.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { AtApple } from "./at-apple.tsx";
import type { GivenFile } from "./file-field.tsx";
import { GuideSteps } from "./guide-steps.tsx";
import { MakeKey } from "./make-key.tsx";
import { TokenForm } from "./token-form.tsx";

/** A new token, step by step: here, then in Apple Business Manager, then here again. */
export function AddTokenPage() {
	const { t } = useTranslation("apple");
	const navigate = useNavigate();
	const [made, setMade] = useState(false);
	const [file, setFile] = useState<GivenFile | null>(null);
	const [name, setName] = useState("");
	const [appleId, setAppleId] = useState("");
	const unsaved = useUnsaved(file !== null || name !== "" || appleId !== "");
	const add = useChange("/ade/tokens", {
		onDone: ({ data }) => {
			unsaved.letGo();
			void navigate({ to: "/apple/tokens/$id", params: { id: (data as { readonly id: string }).id } });
		},
	});
	const account = appleId.trim() === "" ? {} : { appleId: appleId.trim() };
	return (
		<>
			<PageHeader title={t("add-token.title")} text={t("add-token.text")} up={{ to: "/apple/tokens", text: t("tokens.title") }} />
			<Section title={t("steps")}>
				<GuideSteps
					steps={[
						{
							key: "key",
							title: t("add-token.step-key"),
							done: made,
							content: (
								<>
									<Text>{t("add-token.key-text")}</Text>
									<MakeKey made={made} onMade={() => setMade(true)} />
								</>
							),
						},
						{ key: "apple", title: t("add-token.step-apple"), content: <AtApple text={t("add-token.apple-text")} /> },
						{
							key: "file",
							title: t("add-token.step-file"),
							content: (
								<TokenForm
									file={file}
									onFile={(given) => {
										setFile(given);
										add.reset();
									}}
									appleId={appleId}
									onAppleId={setAppleId}
									error={add.error}
									label={t("tokens.add")}
									ready={name.trim() !== ""}
									pending={add.isPending}
									onSubmit={({ bytes }) => add.mutate({ query: {}, body: { name, file: base64Of(bytes), ...account } })}
								>
									<Field label={t("token.name")} hint={t("token.name-hint")} required>
										<Input value={name} onChange={(_, { value }) => setName(value)} autoComplete="off" />
									</Field>
								</TokenForm>
							),
						},
					]}
				/>
			</Section>
		</>
	);
}
