import { useTranslation } from "react-i18next";
import { ApiFailure } from "../../api/client.ts";
import { ProblemNote } from "../../components/problem-note.tsx";

/** Why a token or its key was not taken. Where the service names commands, what to do on these pages stands instead. */
export function TokenProblem({ error }: { readonly error: unknown }) {
	const { t } = useTranslation("apple");
	const reason = error instanceof ApiFailure ? error.reason : null;
	switch (reason?.kind ?? "") {
		case "ade-token-file-wrong-key-pair":
			return <ProblemNote error={error} text={t("token-fault.wrong-key")} />;
		case "ade-token-renew-instead":
			return <ProblemNote error={error} text={t("token-fault.renew-instead", { token: String(reason?.["token"]) })} />;
		case "ade-key-pairs-too-many":
			return <ProblemNote error={error} text={t("token-fault.too-many-keys", { limit: Number(reason?.["limit"]) })} />;
		default:
			return <ProblemNote error={error} />;
	}
}
