import { Button, Field, Input } from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { ask } from "../../api/client.ts";
import { sessionKey } from "../../api/session.ts";
import type { Search } from "../../app/router.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";

/** A first form, to be replaced by the whole page. */
export function SignInPage() {
	const { to } = useSearch({ strict: false }) as Search;
	const navigate = useNavigate();
	const client = useQueryClient();
	const [given, setGiven] = useState({ name: "", password: "", code: "" });
	const [step, setStep] = useState<"password" | "code">("password");
	const [error, setError] = useState<unknown>();
	async function send() {
		setError(undefined);
		try {
			const body = step === "password" ? { name: given.name, password: given.password } : { code: given.code };
			const { state } = await ask("POST", "/session", { body });
			if (state === "code-needed") return setStep("code");
			await client.invalidateQueries({ queryKey: sessionKey });
			await navigate({ href: `/console${to?.startsWith("/") === true ? to : "/"}` });
		} catch (failure) {
			setError(failure);
		}
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				void send();
			}}
		>
			{(step === "password" ? (["name", "password"] as const) : (["code"] as const)).map((one) => (
				<Field key={one} label={one}>
					<Input
						name={one}
						type={one === "password" ? "password" : "text"}
						value={given[one]}
						onChange={(_, { value }) => setGiven({ ...given, [one]: value })}
					/>
				</Field>
			))}
			<Button type="submit">OK</Button>
			{error === undefined ? null : <ProblemNote error={error} />}
		</form>
	);
}
