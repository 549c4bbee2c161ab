import { Badge, MessageBar, MessageBarBody, Spinner } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { PasskeySection } from "./passkey-section.tsx";
import { PasswordSection } from "./password-section.tsx";
import { SessionSection } from "./session-section.tsx";
import { TokenSection } from "./token-section.tsx";

/** By what somebody signs in themselves, where they are signed in, and the tokens of their scripts. */
export function AccountPage() {
	const { t } = useTranslation("account");
	const account = useApi("/account", {});
	const { data } = account;
	return (
		<>
			<PageHeader
				title={t("title")}
				text={
					data === undefined ? undefined : (
						<>
							{data.name} <Badge appearance="tint">{t(`app:roles.${data.role}`)}</Badge>
						</>
					)
				}
			/>
			{account.isError ? <ProblemNote error={account.error} retry={() => void account.refetch()} /> : null}
			{data === undefined ? (
				account.isError ? null : (
					<Spinner label={t("app:loading")} />
				)
			) : data.provider ? (
				<MessageBar layout="multiline" style={{ marginBottom: "16px" }}>
					<MessageBarBody>{t("of-provider")}</MessageBarBody>
				</MessageBar>
			) : (
				<>
					<PasskeySection passkeys={data.passkeys} onlyWay={!data.password && data.passkeys.length === 1} />
					<PasswordSection password={data.password} passkeys={data.passkeys.length} />
				</>
			)}
			{data === undefined ? null : (
				<>
					<SessionSection />
					<TokenSection />
				</>
			)}
		</>
	);
}
