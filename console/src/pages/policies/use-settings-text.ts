import { useTranslation } from "react-i18next";
import type { Policy } from "./policy-kind.ts";

/** What a policy says, in a line. */
export function useSettingsText(): (settings: Policy["settings"]) => string {
	const { t, i18n } = useTranslation("policies");
	const list = new Intl.ListFormat(i18n.language, { type: "unit", style: "short" });
	return ({ platform, limit, allowed }) => {
		if (limit !== null) return t("settings.limit", { count: limit });
		if (allowed !== null) return list.format(allowed.map((way) => t(`ways.${way}`)));
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
		return list.format([t(platform.personalBlocked ? "settings.personal-blocked" : "settings.personal-allowed"), ...range]);
	};
}
