import { useTranslation } from "react-i18next";
import type { Policy } from "./policy-kind.ts";

/** What a policy says, in a line. */
export function useSettingsText(): (settings: Policy["settings"]) => string {
	const { t } = useTranslation("policies");
	const list = (parts: readonly string[]) => parts.join(t("settings.separator"));
	return ({ platform, limit, allowed }) => {
		if (limit !== null) return t("settings.limit", { count: limit });
		if (allowed !== null) return list(allowed.map((way) => t(`ways.${way}`)));
		if (platform === null) return "";
		if (platform.platformBlocked) return t("settings.blocked");
		const { osMinimum, osMaximum } = platform;
		const range =
			osMinimum !== null && osMaximum !== null
				? [t("settings.between", { from: osMinimum, to: osMaximum })]
				: osMinimum !== null
					? [t("settings.from", { from: osMinimum })]
					: osMaximum !== null
						? [t("settings.to", { to: osMaximum })]
						: [];
		return list([t(platform.personalBlocked ? "settings.personal-blocked" : "settings.personal-allowed"), ...range]);
	};
}
