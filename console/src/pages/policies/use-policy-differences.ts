import { useTranslation } from "react-i18next";
import type { Difference } from "../../changes/changed-meanwhile.tsx";
import { type DraftsToMerge, isSame, type PolicyDraft } from "./policy-draft.ts";
import type { PolicyKind } from "./policy-kind.ts";

const fieldsOf = {
	platform: ["name", "platformBlocked", "personalBlocked", "osMinimum", "osMaximum", "groups"],
	limit: ["name", "limit", "groups"],
	types: ["name", "allowed", "groups"],
} as const satisfies Record<PolicyKind, readonly (keyof PolicyDraft)[]>;

const labels = {
	...{ name: "name", platformBlocked: "platform", personalBlocked: "personal", osMinimum: "osMinimum", osMaximum: "osMaximum" },
	...{ limit: "limit", allowed: "ways", groups: "groups" },
} as const satisfies Record<keyof PolicyDraft, string>;

/** Which settings of a policy two people have set differently, in words. */
export function usePolicyDifferences(kind: PolicyKind): (drafts: DraftsToMerge) => readonly Difference[] {
	const { t } = useTranslation("policies");
	const worded = (field: keyof PolicyDraft, draft: PolicyDraft): string => {
		if (field === "platformBlocked" || field === "personalBlocked") return t(draft[field] ? "editor.block" : "editor.allow");
		if (field === "allowed") return draft.allowed.map((way) => t(`ways.${way}`)).join(t("settings.separator"));
		if (field === "groups") return draft.groups.join(t("settings.separator")) || t("editor.unset");
		return draft[field] === "" ? t("editor.unset") : String(draft[field]);
	};
	return ({ before, mine, theirs }) =>
		fieldsOf[kind]
			.filter((field) => !isSame(field, mine, theirs))
			.map((field) => ({
				name: t(`editor.${labels[field]}`),
				theirs: worded(field, theirs),
				mine: isSame(field, mine, before) ? null : worded(field, mine),
			}));
}
