import { useTranslation } from "react-i18next";
import { ApiFailure, Unreachable } from "../api/client.ts";
import { regionOf } from "../app/language.ts";
import { PartGone } from "../app/part.ts";

/** Why something was not done or cannot be shown, and what to do, in words. */
export function useProblemWords(): (error: unknown) => { readonly title: string; readonly text: string } {
	const { t, i18n } = useTranslation();
	return (error) => {
		if (error instanceof Unreachable)
			return { title: t(error.late ? "problem.late" : "problem.unreachable"), text: error.mayBeDone ? t("problem.may-be-done") : "" };
		if (error instanceof PartGone) return { title: t("reach.replaced"), text: "" };
		if (!(error instanceof ApiFailure)) return { title: t("problem.bug"), text: "" };
		const fields = error.fields.map(({ at }) => at).join(", ");
		const lines = [
			error.detail,
			fields === "" ? "" : t("problem.fields", { fields }),
			error.retryAt === undefined ? "" : t("problem.wait", { time: new Date(error.retryAt).toLocaleTimeString(regionOf(i18n.language)) }),
			error.code === "not-found" ? t("problem.not-found-do") : "",
		];
		return { title: error.message, text: lines.filter((line) => line !== undefined && line !== "").join("\n") };
	};
}
