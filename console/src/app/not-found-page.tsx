import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../components/page-header.tsx";

export function NotFoundPage() {
	const { t } = useTranslation();
	return (
		<>
			<PageHeader title={t("not-found.title")} text={t("not-found.text")} />
			<Link to="/">{t("not-found.home")}</Link>
		</>
	);
}
