import { Link, Text } from "@fluentui/react-components";
import { OpenRegular } from "@fluentui/react-icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAppleSites } from "../../app/use-apple-sites.ts";

/** What to do in Apple Business Manager, and the way there. */
export function AtApple({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
	const { t } = useTranslation("apple");
	const { businessManager } = useAppleSites();
	return (
		<>
			<Text style={{ whiteSpace: "pre-line" }}>{text}</Text>
			{children}
			<Link href={businessManager} target="_blank" rel="noreferrer">
				{t("add-token.open-apple")} <OpenRegular aria-label={t("opens-new")} />
			</Link>
		</>
	);
}
