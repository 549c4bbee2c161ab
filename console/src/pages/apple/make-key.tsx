import { Button, Spinner } from "@fluentui/react-components";
import { ArrowDownloadRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import { useChange } from "../../changes/use-change.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { saveKey } from "./save-key.ts";
import { WaitingKeys } from "./waiting-keys.tsx";

/** Makes a key and gives its certificate as the file that Apple Business Manager wants; and what becomes of those that wait already. */
export function MakeKey({
	token,
	made,
	onMade,
	quiet = false,
}: {
	readonly token?: string;
	readonly made: boolean;
	readonly onMade: () => void;
	readonly quiet?: boolean;
}) {
	const { t } = useTranslation("apple");
	const make = useChange("/ade/key", {
		tell: false,
		onDone: ({ data }) => {
			saveKey((data as { readonly certificate: string }).certificate);
			onMade();
		},
	});
	return (
		<>
			<Button
				icon={make.isPending ? <Spinner size="tiny" /> : <ArrowDownloadRegular />}
				appearance={made || quiet ? "secondary" : "primary"}
				disabledFocusable={make.isPending}
				onClick={() => make.mutate({ query: {}, body: token === undefined ? {} : { token } })}
			>
				{t(made ? "key.again" : "key.make")}
			</Button>
			{make.isError ? <ProblemNote error={make.error} /> : null}
			<WaitingKeys {...(token === undefined ? {} : { token })} />
		</>
	);
}
