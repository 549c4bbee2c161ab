import { Button, Field, Input, Text } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ask } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { CopyText } from "../../components/copy-text.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Front } from "./front.tsx";
import { WayForm } from "./way-form.tsx";

/** The first administrator comes, by the code that the server printed. */
export function SetupPage() {
	const { t } = useTranslation("sign-in");
	const navigate = useNavigate();
	const setup = useApi("/setup", {});
	const [code, setCode] = useState("");
	const [name, setName] = useState("");
	// It is answered once more after the account is made; whoever is in the middle of it goes on.
	const [begun, setBegun] = useState(false);
	if (setup.data?.needed === false && !begun) {
		return (
			<Front title={t("setup.title")} text={t("setup.over")}>
				<Button appearance="primary" onClick={() => void navigate({ to: "/sign-in" })}>
					{t("title")}
				</Button>
			</Front>
		);
	}
	const first = { code: code.trim(), name: name.trim() };
	return (
		<Front title={t("setup.title")} text={t("setup.text")}>
			{setup.isError ? <ProblemNote error={setup.error} retry={() => void setup.refetch()} /> : null}
			<WayForm
				ready={first.code !== "" && first.name !== ""}
				begin={() => ask("POST", "/setup/passkey", { body: first })}
				send={(way) => {
					setBegun(true);
					return ask("POST", "/setup", { body: { ...first, ...way } });
				}}
			>
				<Field label={t("setup.code")} hint={t("setup.code-hint")}>
					<Input
						name="setup-code"
						autoComplete="off"
						spellCheck={false}
						placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
						value={code}
						onChange={(_, { value }) => setCode(value)}
					/>
				</Field>
				<Text size={200}>
					{t("setup.new-code")} <CopyText text="genkan administrators setup-code" />
				</Text>
				<Field label={t("setup.name")} hint={t("setup.name-hint")}>
					<Input
						name="name"
						autoComplete="username"
						spellCheck={false}
						maxLength={64}
						value={name}
						onChange={(_, { value }) => setName(value)}
					/>
				</Field>
			</WayForm>
		</Front>
	);
}
