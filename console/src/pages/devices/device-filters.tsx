import { Button, Field, Input, makeStyles, SearchBox, Select, Tag, tokens } from "@fluentui/react-components";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Search } from "../../app/router.tsx";

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "end", marginBottom: tokens.spacingVerticalM },
	search: { flex: "1 1 260px", maxWidth: "420px", minWidth: 0 },
	one: { flex: "0 1 140px", minWidth: "120px" },
});

/** Of the address; each one is a filter of the list. */
export const filterNames = ["search", "state", "ownership", "platform", "osBelow", "notSeenDays", "user"] as const;

const periods = [7, 30, 90, 180, 365];
const version = /^\d{1,3}(\.\d{1,3}){0,2}$/;

interface Filters {
	readonly filters: Search;
	readonly set: (change: Search) => void;
}

/** What the list is narrowed by. Typing waits a moment before it asks. */
export function DeviceFilters({ filters, set }: Filters) {
	const styles = useStyles();
	const { t } = useTranslation("devices");
	const any = filterNames.some((name) => filters[name] !== undefined);
	const choice = (name: "ownership" | "platform", options: readonly (readonly [value: string, text: string])[]) => (
		<Field label={t(`filter.${name}`)} className={styles.one}>
			<Select value={filters[name] ?? ""} onChange={(_, { value }) => set({ [name]: value === "" ? undefined : value })}>
				<option value="">{t("filter.any")}</option>
				{options.map(([value, text]) => (
					<option key={value} value={value}>
						{text}
					</option>
				))}
			</Select>
		</Field>
	);
	return (
		<search aria-label={t("filter.label")} className={styles.row}>
			<Typed value={filters["search"]} onValue={(search) => set({ search })}>
				{(value, change) => (
					<SearchBox
						className={styles.search}
						value={value}
						maxLength={100}
						placeholder={t("filter.search")}
						aria-label={t("filter.search-label")}
						onChange={(_, data) => change(data.value)}
					/>
				)}
			</Typed>
			{choice("platform", [
				["iPhone", "iPhone"],
				["iPad", "iPad"],
			])}
			{choice("ownership", [
				["personal", t("ownership.personal")],
				["company", t("ownership.company")],
			])}
			<Typed value={filters["osBelow"]} onValue={(osBelow) => set({ osBelow })} fits={(text) => version.test(text)}>
				{(value, change) => (
					<Field
						label={t("filter.os-below")}
						className={styles.one}
						{...(value === "" || version.test(value) ? {} : { validationMessage: t("filter.os-below-wrong") })}
					>
						<Input
							style={{ minWidth: 0 }}
							value={value}
							placeholder={t("filter.os-below-hint")}
							onChange={(_, data) => change(data.value)}
						/>
					</Field>
				)}
			</Typed>
			<Field label={t("filter.not-seen")} className={styles.one}>
				<Select value={filters["notSeenDays"] ?? ""} onChange={(_, { value }) => set({ notSeenDays: value === "" ? undefined : value })}>
					<option value="">{t("filter.any")}</option>
					{periods.map((count) => (
						<option key={count} value={String(count)}>
							{t("filter.days", { count })}
						</option>
					))}
				</Select>
			</Field>
			{filters["user"] === undefined ? null : (
				<Tag dismissible dismissIcon={{ "aria-label": t("filter.remove-user"), role: "img" }} onClick={() => set({ user: undefined })}>
					{t("filter.user", { user: filters["user"] })}
				</Tag>
			)}
			{any ? (
				<Button appearance="subtle" onClick={() => set(Object.fromEntries(filterNames.map((name) => [name, undefined])))}>
					{t("clear")}
				</Button>
			) : null}
		</search>
	);
}

/** What is typed, handed on when the typing rests, and only where it fits. */
function Typed({
	value,
	onValue,
	fits = () => true,
	children,
}: {
	readonly value: string | undefined;
	readonly onValue: (value: string | undefined) => void;
	readonly fits?: (value: string) => boolean;
	readonly children: (value: string, change: (value: string) => void) => React.ReactNode;
}) {
	const [typed, setTyped] = useState(value ?? "");
	const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	useEffect(() => setTyped(value ?? ""), [value]);
	useEffect(() => () => clearTimeout(waiting.current), []);
	return children(typed, (next) => {
		setTyped(next);
		clearTimeout(waiting.current);
		const text = next.trim();
		if (text === "" || fits(text)) waiting.current = setTimeout(() => onValue(text === "" ? undefined : text), 250);
	});
}
