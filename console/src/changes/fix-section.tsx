import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../components/section.tsx";
import type { NumberedFix } from "./fix-dialog.tsx";
import { FixDone } from "./fix-done.tsx";
import { FixList } from "./fix-list.tsx";
import type { Done } from "./use-change.tsx";

/** The fixes as a part of a page. What one did stays told, with its Undo, also where nothing is left to mend then. */
export function FixSection({ what, fixes }: { readonly what: string; readonly fixes: readonly NumberedFix[] }) {
	const { t } = useTranslation("evidence");
	const [done, setDone] = useState<Done | null>(null);
	if (fixes.length === 0 && done === null) return null;
	return (
		<Section title={t("fix.title")}>
			{done === null ? null : <FixDone done={done} onClose={() => setDone(null)} />}
			<FixList what={what} fixes={fixes} onDone={setDone} />
		</Section>
	);
}
