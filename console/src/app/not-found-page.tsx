import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../components/empty-state.tsx";

export function NotFoundPage() {
	const { t } = useTranslation();
	return (
		<EmptyState title={t("not-found.title")} action={<Link to="/">{t("not-found.home")}</Link>}>
			{t("not-found.text")}
		</EmptyState>
	);
}
