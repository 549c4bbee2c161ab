import { Button, Field, Input, Link, Spinner, Text } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { base64Of } from "../../api/base64-of.ts";
import { useAppleSites } from "../../app/use-apple-sites.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { FileField, type GivenFile } from "./file-field.tsx";
import { GuideSteps } from "./guide-steps.tsx";
import { MakeKey } from "./make-key.tsx";

/** A new token, step by step: here, then in Apple Business Manager, then here again. */
export function AddTokenPage() {
	const { t } = useTranslation("apple");
	const { businessManager } = useAppleSites();
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
	const ready = file !== null && name.trim() !== "" && !add.isPending;
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
						{
							key: "apple",
							title: t("add-token.step-apple"),
							content: (
								<>
									<Text style={{ whiteSpace: "pre-line" }}>{t("add-token.apple-text")}</Text>
									<Link href={businessManager} target="_blank" rel="noreferrer">
										{t("add-token.open-apple")} <OpenRegular aria-label={t("opens-new")} />
									</Link>
								</>
							),
						},
						{
							key: "file",
							title: t("add-token.step-file"),
							content: (
								<form
									style={{ display: "grid", gap: "12px", justifyItems: "start", width: "100%" }}
									onSubmit={(event) => {
										event.preventDefault();
										if (file !== null && ready)
											add.mutate({
												query: {},
												body: { name, file: base64Of(file.bytes), ...(appleId.trim() === "" ? {} : { appleId: appleId.trim() }) },
											});
									}}
								>
									<FileField label={t("add-token.file")} hint={t("add-token.file-hint")} accept=".p7m" file={file} onFile={setFile} />
									<Field label={t("token.name")} hint={t("token.name-hint")} required>
										<Input value={name} onChange={(_, { value }) => setName(value)} autoComplete="off" />
									</Field>
									<Field label={t("token.apple-id")} hint={t("token.apple-id-hint")}>
										<Input type="email" value={appleId} onChange={(_, { value }) => setAppleId(value)} autoComplete="off" />
									</Field>
									{add.isError ? <ProblemNote error={add.error} /> : null}
									<Button
										type="submit"
										appearance="primary"
										disabled={!ready}
										{...(add.isPending ? { icon: <Spinner size="tiny" /> } : {})}
									>
										{t("tokens.add")}
									</Button>
								</form>
							),
						},
					]}
				/>
			</Section>
		</>
	);
}
