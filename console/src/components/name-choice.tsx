import { Checkbox, Field, Input, makeStyles, Radio, Text, tokens } from "@fluentui/react-components";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

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

/**
 * Names to tick, or one of them, in a list that opens nowhere else: as a drop-down over a dialog it would stand outside of it. Where one may be made, a name
 * that nothing has makes it.
 */
export function NameChoice({
	label,
	hint,
	names,
	chosen,
	onChange,
	single = false,
	fresh: toldFresh,
}: {
	readonly label: string;
	readonly hint?: string;
	readonly names: readonly string[];
	readonly chosen: readonly string[];
	readonly onChange: (chosen: readonly string[]) => void;
	readonly single?: boolean;
	/** What a name is called that nothing has yet; without it such a name is none. */
	readonly fresh?: (name: string) => string;
}) {
	const styles = useStyles();
	const { t } = useTranslation();
	const [typed, setTyped] = useState("");
	const field = useId();
	const plain = (text: string) => text.normalize("NFKC").trim().toLowerCase();
	const isKnown = (name: string) => [...names, ...chosen].some((one) => plain(one) === plain(name));
	const made = chosen.filter((name) => !names.includes(name));
	const found = [...made, ...names].filter((name) => plain(name).includes(plain(typed)));
	const shown = found.slice(0, mostShown);
	const fresh = toldFresh !== undefined && typed.trim() !== "" && !isKnown(typed) ? typed.trim() : null;
	const set = (name: string, isChosen: boolean) =>
		onChange(single ? [name] : isChosen ? [...chosen, name] : chosen.filter((one) => one !== name));
	const pickFresh = (name: string) => {
		set(name, true);
		setTyped("");
	};
	const one = (key: string, text: string, isChosen: boolean, pick: (isChosen: boolean) => void) =>
		single ? (
			<Radio key={key} className={styles.one} name={field} value={key} checked={isChosen} onChange={() => pick(true)} label={text} />
		) : (
			<Checkbox key={key} className={styles.one} checked={isChosen} onChange={(_, { checked }) => pick(checked === true)} label={text} />
		);
	const group = { role: single ? "radiogroup" : "group", "aria-label": label } as const;
	return (
		<fieldset className={styles.box}>
			<Field label={label} {...(hint === undefined ? {} : { hint })}>
				<Input
					type="search"
					placeholder={t(toldFresh === undefined ? "choice.search" : "choice.search-or-new")}
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
			<div className={styles.list} {...group}>
				{shown.map((name) => one(name, name, chosen.includes(name), (isChosen) => set(name, isChosen)))}
				{fresh === null || toldFresh === undefined ? null : one("fresh", toldFresh(fresh), false, () => pickFresh(fresh))}
				{shown.length < found.length ? (
					<Text className={styles.none}>{t("choice.more", { count: found.length - shown.length })}</Text>
				) : null}
				{found.length === 0 && fresh === null ? <Text className={styles.none}>{t("choice.none")}</Text> : null}
			</div>
		</fieldset>
	);
}
