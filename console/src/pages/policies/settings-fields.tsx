import { Checkbox, Field, Input, makeStyles, Radio, RadioGroup, SpinButton, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { limitRange, type PolicyDraft } from "./policy-draft.ts";
import { type PolicyKind, ways } from "./policy-kind.ts";

const useStyles = makeStyles({
	pair: {
		display: "grid",
		gridTemplateColumns: "1fr 1fr",
		gap: tokens.spacingHorizontalM,
		"@media (max-width: 479px)": { gridTemplateColumns: "minmax(0, 1fr)" },
	},
	number: { width: "120px" },
	way: { display: "grid" },
	hint: { paddingLeft: "32px", color: tokens.colorNeutralForeground3 },
});

interface Fields {
	readonly kind: PolicyKind;
	readonly draft: PolicyDraft;
	readonly faults: { readonly [field: string]: string };
	readonly set: (change: Partial<PolicyDraft>) => void;
}

/** The settings that a kind of policy has. */
export function SettingsFields(fields: Fields) {
	switch (fields.kind) {
		case "platform":
			return <PlatformFields {...fields} />;
		case "limit":
			return <LimitField {...fields} />;
		case "types":
			return <WayFields {...fields} />;
	}
}

function PlatformFields({ draft, faults, set }: Fields) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const { platformBlocked } = draft;
	const bound = (field: "osMinimum" | "osMaximum", example: string) => {
		const fault = faults[field];
		return (
			<Field
				label={t(`editor.${field}`)}
				{...(fault === undefined ? {} : { validationMessage: t(fault) })}
				hint={t(`editor.${field}-hint`)}
			>
				<Input
					value={draft[field]}
					placeholder={t("editor.example", { example })}
					disabled={platformBlocked}
					onChange={(_, { value }) => set({ [field]: value })}
				/>
			</Field>
		);
	};
	return (
		<>
			<Field label={t("editor.platform")}>
				<RadioGroup
					layout="horizontal"
					value={platformBlocked ? "block" : "allow"}
					onChange={(_, { value }) => set({ platformBlocked: value === "block" })}
				>
					<Radio value="allow" label={t("editor.allow")} />
					<Radio value="block" label={t("editor.block")} />
				</RadioGroup>
			</Field>
			<Field label={t("editor.personal")} hint={t("editor.personal-hint")}>
				<RadioGroup
					layout="horizontal"
					value={draft.personalBlocked ? "block" : "allow"}
					disabled={platformBlocked}
					onChange={(_, { value }) => set({ personalBlocked: value === "block" })}
				>
					<Radio value="allow" label={t("editor.allow")} />
					<Radio value="block" label={t("editor.block")} />
				</RadioGroup>
			</Field>
			<div className={styles.pair}>
				{bound("osMinimum", "17.0")}
				{bound("osMaximum", "26.9")}
			</div>
		</>
	);
}

function LimitField({ draft, faults, set }: Fields) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const fault = faults["limit"];
	return (
		<Field label={t("editor.limit")} hint={t("editor.limit-hint")} {...(fault === undefined ? {} : { validationMessage: t(fault) })}>
			<SpinButton
				className={styles.number}
				aria-label={t("editor.limit")}
				min={limitRange.from}
				max={limitRange.to}
				value={draft.limit}
				onChange={(_, { value, displayValue }) => {
					const limit = value ?? Number(displayValue?.normalize("NFKC"));
					if (Number.isInteger(limit)) set({ limit });
				}}
			/>
		</Field>
	);
}

function WayFields({ draft, faults, set }: Fields) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const fault = faults["allowed"];
	return (
		<Field label={t("editor.ways")} {...(fault === undefined ? {} : { validationMessage: t(fault) })}>
			<div role="group" aria-label={t("editor.ways")}>
				{ways.map((way) => (
					<div key={way} className={styles.way}>
						<Checkbox
							label={t(`ways.${way}`)}
							checked={draft.allowed.includes(way)}
							onChange={(_, { checked }) =>
								set({ allowed: ways.filter((one) => (one === way ? checked === true : draft.allowed.includes(one))) })
							}
						/>
						<Text size={200} className={styles.hint}>
							{t(`way-hints.${way}`)}
						</Text>
					</div>
				))}
			</div>
		</Field>
	);
}
