import { Checkbox, Field, Input, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: 0, margin: 0, padding: 0, border: "none" },
	list: {
		display: "grid",
		alignContent: "start",
		height: "132px",
		overflowY: "auto",
		border: `1px solid ${tokens.colorNeutralStroke1}`,
		borderRadius: tokens.borderRadiusMedium,
	},
	one: { minWidth: 0, "& label": { minWidth: 0, overflowWrap: "anywhere" } },
	none: { padding: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground3 },
});

const mostShown = 50;

/** Groups to tick, in a list that opens nowhere else: as a drop-down over a dialog it would stand outside of it. A name that no group has makes one. */
export function GroupChoice({
	chosen,
	onChange,
}: {
	readonly chosen: readonly string[];
	readonly onChange: (chosen: readonly string[]) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const groups = useApi("/groups", {}).data?.items ?? [];
	const [typed, setTyped] = useState("");
	const plain = (text: string) => text.normalize("NFKC").trim().toLowerCase();
	const names = groups.map(({ name }) => name);
	const isKnown = (name: string) => [...names, ...chosen].some((one) => plain(one) === plain(name));
	const made = chosen.filter((name) => !names.includes(name));
	const found = [...made, ...names].filter((name) => plain(name).includes(plain(typed)));
	const shown = found.slice(0, mostShown);
	const fresh = typed.trim() !== "" && !isKnown(typed) ? typed.trim() : null;
	const set = (name: string, isChosen: boolean) => onChange(isChosen ? [...chosen, name] : chosen.filter((one) => one !== name));
	return (
		<fieldset className={styles.box}>
			<Field
				label={t("add.groups")}
				hint={chosen.length === 0 ? t("add.groups-hint") : t("add.groups-chosen", { names: chosen.join(t("preview.and")) })}
			>
				<Input
					type="search"
					placeholder={t("add.groups-search")}
					value={typed}
					onChange={(_, { value }) => setTyped(value)}
					onKeyDown={(event) => {
						// It searches; the whole form is not meant.
						if (event.key === "Enter") event.preventDefault();
					}}
					maxLength={256}
					autoComplete="off"
				/>
			</Field>
			<div className={styles.list} role="group" aria-label={t("add.groups")}>
				{shown.map((name) => (
					<Checkbox
						key={name}
						className={styles.one}
						checked={chosen.includes(name)}
						onChange={(_, { checked }) => set(name, checked === true)}
						label={name}
					/>
				))}
				{fresh === null ? null : (
					<Checkbox
						key="fresh"
						className={styles.one}
						checked={false}
						onChange={() => {
							set(fresh, true);
							setTyped("");
						}}
						label={t("add.groups-new", { name: fresh })}
					/>
				)}
				{shown.length < found.length ? (
					<Text className={styles.none}>{t("add.groups-more", { count: found.length - shown.length })}</Text>
				) : null}
				{found.length === 0 && fresh === null ? <Text className={styles.none}>{t("groups.none")}</Text> : null}
			</div>
		</fieldset>
	);
}
