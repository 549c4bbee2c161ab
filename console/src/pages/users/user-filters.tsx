import { Field, Input, makeStyles, Select, tokens } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { useFilters } from "../../components/use-filters.ts";

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, marginBottom: tokens.spacingVerticalM },
	search: { flex: "2 1 240px", minWidth: 0 },
	// The longest name among the choices must not decide how wide it is.
	choice: { flex: "1 1 160px", minWidth: 0, "& .fui-Select": { minWidth: 0 }, "& select": { minWidth: 0, textOverflow: "ellipsis" } },
});

/** Typing is followed when it pauses. */
const pause = 250;

/** What narrows the list of people; all of it stands in the address. */
export function UserFilters() {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const [filters, setFilters] = useFilters();
	const [typed, setTyped] = useState(filters["search"] ?? "");
	const plans = useApi("/licences", { query: {} }).data?.items ?? [];
	const groups = useApi("/groups", {}).data?.items ?? [];
	const inAddress = filters["search"] ?? "";
	useEffect(() => setTyped(inAddress), [inAddress]);
	useEffect(() => {
		if (typed === inAddress) return;
		const timer = setTimeout(() => setFilters({ search: typed }), pause);
		return () => clearTimeout(timer);
	});
	return (
		<search className={styles.row}>
			<Field label={t("filter.search")} className={styles.search}>
				<Input
					type="search"
					value={typed}
					onChange={(_, { value }) => setTyped(value)}
					contentBefore={<SearchRegular />}
					placeholder={t("filter.search-hint")}
					maxLength={256}
				/>
			</Field>
			<Field label={t("filter.enabled")} className={styles.choice}>
				<Select value={filters["enabled"] ?? ""} onChange={(_, { value }) => setFilters({ enabled: value })}>
					<option value="">{t("filter.all")}</option>
					<option value="true">{t("state.enabled")}</option>
					<option value="false">{t("state.disabled")}</option>
				</Select>
			</Field>
			<Field label={t("filter.plan")} className={styles.choice}>
				<Select value={filters["plan"] ?? ""} onChange={(_, { value }) => setFilters({ plan: value, licence: "" })}>
					<option value="">{t("filter.all")}</option>
					{plans.map(({ plan, name }) => (
						<option key={plan} value={plan}>
							{name}
						</option>
					))}
				</Select>
			</Field>
			{(filters["plan"] ?? "") === "" ? null : (
				<Field label={t("filter.licence")} className={styles.choice}>
					<Select value={filters["licence"] ?? ""} onChange={(_, { value }) => setFilters({ licence: value })}>
						<option value="">{t("filter.all")}</option>
						<option value="active">{t("licence.active")}</option>
						<option value="no-seat">{t("licence.no-seat")}</option>
					</Select>
				</Field>
			)}
			<Field label={t("filter.group")} className={styles.choice}>
				<Select value={filters["group"] ?? ""} onChange={(_, { value }) => setFilters({ group: value })}>
					<option value="">{t("filter.all")}</option>
					{groups.map(({ id, name }) => (
						<option key={id} value={id}>
							{name}
						</option>
					))}
				</Select>
			</Field>
		</search>
	);
}
