import {
	Accordion,
	AccordionHeader,
	AccordionItem,
	AccordionPanel,
	Button,
	Field,
	Input,
	Link,
	MessageBar,
	MessageBarBody,
	MessageBarTitle,
	Spinner,
	Text,
} from "@fluentui/react-components";
import { ArrowDownloadRegular, OpenRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useAppleSites } from "../../app/use-apple-sites.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { CopyText } from "../../components/copy-text.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { saveFile } from "../../components/save-file.ts";
import { type GivenFile, textOf } from "./file-field.tsx";
import { GuideSteps } from "./guide-steps.tsx";
import { PemField } from "./pem-field.tsx";
import { PushUpload } from "./push-upload.tsx";

/** Getting a push certificate, or renewing it with the same Apple Account: three steps, the second at Apple. */
export function PushGuide({ push, onDone }: { readonly push: Answer<"GET", "/push-certificate">; readonly onDone: () => void }) {
	const { t } = useTranslation("apple");
	const { pushCertificates: portal } = useAppleSites();
	const { certificate, waiting } = push;
	const renewing = certificate !== null;
	const [file, setFile] = useState<GivenFile | null>(null);
	const [appleId, setAppleId] = useState(certificate?.appleId ?? "");
	const unsaved = useUnsaved(file !== null || appleId !== (certificate?.appleId ?? ""), "guide");
	const done = () => {
		unsaved.letGo();
		onDone();
	};
	return (
		<>
			{renewing ? (
				<MessageBar intent="warning" layout="multiline">
					<MessageBarBody>
						<MessageBarTitle>{t("push.same-title", { appleId: certificate.appleId ?? t("push.apple-id-unknown") })}</MessageBarTitle>
						{push.devices === 0 ? t("push.same-text-none") : t("push.same-text", { count: push.devices })}
					</MessageBarBody>
				</MessageBar>
			) : null}
			<GuideSteps
				steps={[
					{ key: "request", title: t("push.step-request"), done: waiting.length > 0, content: <MakeRequest waits={waiting.length > 0} /> },
					{
						key: "portal",
						title: t("push.step-portal"),
						content: (
							<>
								<Text>{t(renewing ? "push.portal-renew" : "push.portal-create")}</Text>
								{renewing && certificate.appleId !== null ? (
									<Text>
										{t("push.sign-in-as")} <CopyText text={certificate.appleId} />
									</Text>
								) : null}
								{renewing && certificate.topic !== null ? (
									<Text>
										{t("push.which-topic")} <CopyText text={certificate.topic} />
									</Text>
								) : null}
								<Link href={portal} target="_blank" rel="noreferrer">
									{t("push.open-portal")} <OpenRegular aria-label={t("opens-new")} />
								</Link>
							</>
						),
					},
					{
						key: "upload",
						title: t("push.step-upload"),
						content: (
							<>
								<PemField label={t("push.file")} hint={t("push.file-hint")} accept=".pem,.cer,.crt" file={file} onFile={setFile} />
								<Field label={t("push.apple-id")} hint={t("push.apple-id-hint")}>
									<Input type="email" value={appleId} onChange={(_, { value }) => setAppleId(value)} autoComplete="off" />
								</Field>
								{file === null ? null : (
									<PushUpload key={file.name} certificate={textOf(file)} appleId={appleId} present={push} onDone={done} />
								)}
							</>
						),
					},
				]}
			/>
		</>
	);
}

function MakeRequest({ waits }: { readonly waits: boolean }) {
	const { t } = useTranslation("apple");
	const [vendor, setVendor] = useState<GivenFile | null>(null);
	const make = useChange("/push-certificate/request", {
		tell: false,
		onDone: ({ data }) => {
			const { request, vendorSigned } = data as { readonly request: string; readonly vendorSigned: boolean };
			saveFile(vendorSigned ? "genkan-push-request.plist" : "genkan-push-request.csr", request);
		},
	});
	return (
		<>
			<Text>{t("push.request-text")}</Text>
			<Accordion collapsible>
				<AccordionItem value="vendor">
					<AccordionHeader>{t("push.vendor-title")}</AccordionHeader>
					<AccordionPanel>
						<PemField label={t("push.vendor-file")} hint={t("push.vendor-hint")} accept=".pem" file={vendor} onFile={setVendor} />
					</AccordionPanel>
				</AccordionItem>
			</Accordion>
			<Button
				icon={make.isPending ? <Spinner size="tiny" /> : <ArrowDownloadRegular />}
				appearance={waits ? "secondary" : "primary"}
				disabledFocusable={make.isPending}
				onClick={() => make.mutate({ query: {}, body: vendor === null ? {} : { vendor: textOf(vendor) } })}
			>
				{t(waits ? "push.request-again" : "push.request")}
			</Button>
			{waits ? <Text>{t("push.request-waits")}</Text> : null}
			{make.isError ? <ProblemNote error={make.error} /> : null}
		</>
	);
}
