import {
	Button,
	Checkbox,
	Field,
	Input,
	Link,
	MessageBar,
	MessageBarBody,
	MessageBarTitle,
	Spinner,
	Text,
} from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { base64Of } from "../../api/base64-of.ts";
import { ApiFailure } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useAppleSites } from "../../app/use-apple-sites.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { FileField, type GivenFile } from "./file-field.tsx";
import { GuideSteps } from "./guide-steps.tsx";
import { MakeKey } from "./make-key.tsx";

/** A newer file of the same server at Apple. That of another one is taken only by who says that it is meant. */
export function RenewTokenPage() {
	const { t } = useTranslation("apple");
	const { businessManager } = useAppleSites();
	const { id: named } = useParams({ strict: false }) as { readonly id: string };
	const navigate = useNavigate();
	const asked = useApi("/ade/tokens/:id", { params: { id: named } });
	const token = asked.data?.token;
	// A fix names a token by its name.
	const id = token?.id ?? named;
	const [made, setMade] = useState(false);
	const [file, setFile] = useState<GivenFile | null>(null);
	const [typed, setTyped] = useState<string | null>(null);
	const [meant, setMeant] = useState(false);
	const unsaved = useUnsaved(file !== null || typed !== null);
	const renew = useChange("/ade/tokens/:id/renew", {
		onDone: () => {
			unsaved.letGo();
			void navigate({ to: "/apple/tokens/$id", params: { id } });
		},
	});
	const name = token?.name ?? "";
	const server = token?.server ?? name;
	const appleId = typed ?? token?.appleId ?? "";
	const reason = renew.error instanceof ApiFailure ? renew.error.reason : null;
	const another = reason?.kind === "ade-token-another-server" ? Number(reason["devices"]) : null;
	const ready = file !== null && !renew.isPending && (another === null || meant);
	return (
		<>
			<PageHeader
				title={t("renew-token.title", { name })}
				text={t("renew-token.text")}
				up={{ to: "/apple/tokens/$id", params: { id }, text: name === "" ? t("tokens.title") : name }}
			/>
			{asked.isError ? <ProblemNote error={asked.error} retry={() => void asked.refetch()} /> : null}
			<Section title={t("steps")}>
				<GuideSteps
					steps={[
						{
							key: "apple",
							title: t("renew-token.step-apple", { server }),
							content: (
								<>
									<Text style={{ whiteSpace: "pre-line" }}>{t("renew-token.apple-text", { server })}</Text>
									{token?.appleId == null ? null : <Text weight="semibold">{t("renew-token.made-with", { appleId: token.appleId })}</Text>}
									<Link href={businessManager} target="_blank" rel="noreferrer">
										{t("add-token.open-apple")} <OpenRegular aria-label={t("opens-new")} />
									</Link>
								</>
							),
						},
						{
							key: "key",
							title: t("renew-token.step-key"),
							done: made,
							content: (
								<>
									<Text>{t("renew-token.key-text")}</Text>
									<MakeKey quiet token={id} made={made} onMade={() => setMade(true)} />
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
										if (file === null || !ready) return;
										const account = appleId.trim() === "" ? {} : { appleId: appleId.trim() };
										renew.mutate({
											params: { id },
											query: {},
											body: { file: base64Of(file.bytes), ...account, confirmAnotherServer: another !== null && meant },
										});
									}}
								>
									<FileField
										label={t("add-token.file")}
										hint={t("add-token.file-hint")}
										accept=".p7m"
										file={file}
										onFile={(given) => {
											setFile(given);
											setMeant(false);
											renew.reset();
										}}
									/>
									<Field label={t("token.apple-id")} hint={t("token.apple-id-hint")}>
										<Input type="email" value={appleId} onChange={(_, { value }) => setTyped(value)} autoComplete="off" />
									</Field>
									{another === null ? (
										renew.isError ? (
											<ProblemNote error={renew.error} />
										) : null
									) : (
										<>
											<MessageBar intent="error" layout="multiline" role="alert">
												<MessageBarBody>
													<MessageBarTitle>{t("renew-token.another-title")}</MessageBarTitle>
													{t("renew-token.another-text", { count: another, server })}
												</MessageBarBody>
											</MessageBar>
											<Checkbox
												label={t("renew-token.another-meant")}
												checked={meant}
												onChange={(_, { checked }) => setMeant(checked === true)}
											/>
										</>
									)}
									<Button
										type="submit"
										appearance="primary"
										disabled={!ready}
										{...(renew.isPending ? { icon: <Spinner size="tiny" /> } : {})}
									>
										{t("tokens.renew")}
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
