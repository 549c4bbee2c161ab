import { Field, Input } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { useApi } from "../api/queries.ts";
import { NameChoice } from "../components/name-choice.tsx";
import type { NumberedFix } from "./fix-dialog.tsx";

interface Need {
	readonly fix: NumberedFix;
	/** As the fix calls it. */
	readonly name: string;
	readonly value: string;
	readonly onValue: (value: string) => void;
}

/** What only a person knows of a fix: chosen where it must be there already, and typed where it may be new. */
export function NeedField(need: Need) {
	const { fix, name, value, onValue } = need;
	const { t } = useTranslation("evidence");
	if (name === "GROUP") return <GroupNeed {...need} />;
	if (name === "NAME" && (fix.id === "choose-default-profile" || fix.id === "choose-profile")) return <ProfileNeed {...need} />;
	return (
		<Field label={t([`needs.${name}`, "needs.other"], { name })} required>
			<Input value={value} onChange={(_, { value: typed }) => onValue(typed)} maxLength={320} autoComplete="off" spellCheck={false} />
		</Field>
	);
}

function GroupNeed({ value, onValue }: Need) {
	const { t } = useTranslation("evidence");
	const groups = useApi("/groups", {});
	const names = (groups.data?.items ?? []).map(({ name }) => name);
	return <NameChoice single label={t("needs.GROUP")} names={names} chosen={chosen(value)} onChange={([name = ""]) => onValue(name)} />;
}

function ProfileNeed({ fix, value, onValue }: Need) {
	const { t } = useTranslation("evidence");
	const profiles = useApi("/ade/profiles", { query: { limit: 200 } });
	const { token: of } = fix.values;
	const names = (profiles.data?.items ?? []).filter(({ token }) => of === undefined || token.name === of).map(({ name }) => name);
	return <NameChoice single label={t("needs.profile")} names={names} chosen={chosen(value)} onChange={([name = ""]) => onValue(name)} />;
}

const chosen = (value: string): readonly string[] => (value === "" ? [] : [value]);
