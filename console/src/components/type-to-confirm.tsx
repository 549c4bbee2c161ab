import { Field, Input } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";

/** For what nobody can take back: the word is typed, not clicked. Letter case and width do not matter. */
export function TypeToConfirm({
	word,
	typed,
	onType,
}: {
	readonly word: string;
	readonly typed: string;
	readonly onType: (typed: string) => void;
}) {
	const { t } = useTranslation();
	return (
		<Field label={t("change.type", { word })}>
			<Input value={typed} onChange={(_, { value }) => onType(value)} autoComplete="off" spellCheck={false} />
		</Field>
	);
}

export function isConfirmed(word: string, typed: string): boolean {
	const plain = (text: string) => text.normalize("NFKC").trim().toUpperCase();
	return plain(word) === plain(typed);
}
