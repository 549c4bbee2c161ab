import { Button, Field, Input, makeStyles, Radio, RadioGroup, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/section.tsx";
import type { Scenario } from "./scenario-list.tsx";

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalL, alignItems: "end" },
	field: { flex: "1 1 260px", maxWidth: "420px" },
});

/** A phone with which nothing is wrong: whose, and by which way. */
export function HealthyPhones({
	ways,
	busy,
	onStart,
}: {
	readonly ways: readonly Scenario[];
	readonly busy: boolean;
	readonly onStart: (scenario: Scenario, whose: { readonly upn?: string; readonly serial?: string }) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("tour");
	const [way, setWay] = useState("healthy-web");
	const [upn, setUpn] = useState("");
	const [serial, setSerial] = useState("");
	const chosen = ways.find(({ id }) => id === way);
	const nobody = way === "healthy-ade-userless";
	const boxed = way !== "healthy-web";
	return (
		<Section title={t("healthy.title")}>
			<form
				className={styles.row}
				onSubmit={(event) => {
					event.preventDefault();
					if (chosen !== undefined)
						onStart(chosen, {
							...(nobody || upn.trim() === "" ? {} : { upn: upn.trim() }),
							...(!boxed || serial.trim() === "" ? {} : { serial: serial.trim() }),
						});
				}}
			>
				<Field label={t("healthy.way")}>
					<RadioGroup value={way} onChange={(_, { value }) => setWay(value)}>
						{ways.map(({ id, title }) => (
							<Radio key={id} value={id} label={title} />
						))}
					</RadioGroup>
				</Field>
				<Field label={t("healthy.user")} hint={t("healthy.user-hint")} className={styles.field}>
					<Input
						value={nobody ? "" : upn}
						disabled={nobody}
						placeholder="aiko.sato@contoso.example"
						maxLength={320}
						autoComplete="off"
						spellCheck={false}
						onChange={(_, { value }) => setUpn(value)}
					/>
				</Field>
				{boxed ? (
					<Field label={t("healthy.serial")} hint={t("healthy.serial-hint")} className={styles.field}>
						<Input value={serial} maxLength={32} autoComplete="off" spellCheck={false} onChange={(_, { value }) => setSerial(value)} />
					</Field>
				) : null}
				<Button type="submit" appearance="primary" disabledFocusable={busy}>
					{t("healthy.start")}
				</Button>
			</form>
		</Section>
	);
}
