import { Skeleton, SkeletonItem } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";

/** Where a page will stand in a moment. */
export function Waiting() {
	const { t } = useTranslation();
	return (
		<Skeleton aria-label={t("loading")} style={{ display: "grid", gap: "16px" }}>
			<SkeletonItem size={32} />
			<SkeletonItem size={96} />
			<SkeletonItem size={96} />
		</Skeleton>
	);
}
