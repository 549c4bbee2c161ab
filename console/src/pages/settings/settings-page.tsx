import { Tab, TabList } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { AuthorityPart } from "./authority-part.tsx";
import { DomainsPart } from "./domains-part.tsx";
import { NoticesPart } from "./notices-part.tsx";
import { OrganizationPart } from "./organization-part.tsx";
import { ServicePart } from "./service-part.tsx";

const parts = {
	organization: OrganizationPart,
	authority: AuthorityPart,
	domains: DomainsPart,
	notices: NoticesPart,
	service: ServicePart,
} as const;
type Part = keyof typeof parts;

const isPart = (name: string | undefined): name is Part => name !== undefined && Object.hasOwn(parts, name);

/** What holds for the whole organisation, and with what the service was started. */
export function SettingsPage() {
	const { t } = useTranslation("settings");
	const [{ part }, setFilters] = useFilters();
	const shown = isPart(part) ? part : "organization";
	const Shown = parts[shown];
	return (
		<>
			<PageHeader title={t("title")} />
			<TabList
				selectedValue={shown}
				onTabSelect={(_, { value }) => setFilters({ part: String(value) })}
				style={{ flexWrap: "wrap", marginBottom: "16px" }}
			>
				{(Object.keys(parts) as Part[]).map((one) => (
					<Tab key={one} value={one}>
						{t(`parts.${one}`)}
					</Tab>
				))}
			</TabList>
			<Shown />
		</>
	);
}
