import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../components/section.tsx";
import type { NumberedFix } from "./fix-dialog.tsx";
import { FixList } from "./fix-list.tsx";

/** The fixes as a part of a page. What one did stays told, with its Undo, also where nothing is left to mend then. */
export function FixSection({ what, fixes }: { readonly what: string; readonly fixes: readonly NumberedFix[] }) {
	const { t } = useTranslation("evidence");
	const [told, setTold] = useState(false);
	if (fixes.length === 0 && !told) return null;
	return (
		<Section title={t("fix.title")}>
			<FixList what={what} fixes={fixes} onTold={setTold} />
		</Section>
	);
}
