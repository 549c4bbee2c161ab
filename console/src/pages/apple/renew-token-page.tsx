import { Checkbox, MessageBar, MessageBarBody, MessageBarTitle, Text } from "@fluentui/react-components";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { base64Of } from "../../api/base64-of.ts";
import { ApiFailure } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { AtApple } from "./at-apple.tsx";
import type { GivenFile } from "./file-field.tsx";
import { GuideSteps } from "./guide-steps.tsx";
import { MakeKey } from "./make-key.tsx";
import { TokenForm } from "./token-form.tsx";

/** A newer file of the same server at Apple. That of another one is taken only by who says that it is meant. */
export function RenewTokenPage() {
	const { t } = useTranslation("apple");
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
	const account = appleId.trim() === "" ? {} : { appleId: appleId.trim() };
	const reason = renew.error instanceof ApiFailure ? renew.error.reason : null;
	const another = reason?.kind === "ade-token-another-server" ? Number(reason["devices"]) : null;
	return (
		<>
			<PageHeader
				title={t("renew-token.title", { name })}
				text={t("renew-token.text")}
				up={{ to: "/apple/tokens/$id", params: { id }, text: name === "" ? t("tokens.title") : name }}
			/>
			{asked.isError ? (
				<ProblemNote error={asked.error} retry={() => void asked.refetch()} />
			) : (
				<Section title={t("steps")}>
					<GuideSteps
						steps={[
							{
								key: "apple",
								title: t("renew-token.step-apple", { server }),
								content: (
									<AtApple text={t("renew-token.apple-text", { server })}>
										{token?.appleId == null ? null : (
											<Text weight="semibold">{t("renew-token.made-with", { appleId: token.appleId })}</Text>
										)}
									</AtApple>
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
									<TokenForm
										file={file}
										onFile={(given) => {
											setFile(given);
											setMeant(false);
											renew.reset();
										}}
										appleId={appleId}
										onAppleId={setTyped}
										{...(another === null
											? {}
											: { guard: <AnotherServer server={server} devices={another} meant={meant} onMeant={setMeant} /> })}
										error={renew.error}
										label={t("tokens.renew")}
										ready={another === null || meant}
										pending={renew.isPending}
										onSubmit={({ bytes }) =>
											renew.mutate({
												params: { id },
												query: {},
												body: { file: base64Of(bytes), ...account, confirmAnotherServer: another !== null && meant },
											})
										}
									/>
								),
							},
						]}
					/>
				</Section>
			)}
		</>
	);
}

/** With it the devices of the present server would go, and those of another come. */
function AnotherServer({
	server,
	devices,
	meant,
	onMeant,
}: {
	readonly server: string;
	readonly devices: number;
	readonly meant: boolean;
	readonly onMeant: (meant: boolean) => void;
}) {
	const { t } = useTranslation("apple");
	return (
		<>
			<MessageBar intent="error" layout="multiline" role="alert">
				<MessageBarBody>
					<MessageBarTitle>{t("renew-token.another-title")}</MessageBarTitle>
					{t("renew-token.another-text", { count: devices, server })}
				</MessageBarBody>
			</MessageBar>
			<Checkbox label={t("renew-token.another-meant")} checked={meant} onChange={(_, { checked }) => onMeant(checked === true)} />
		</>
	);
}
