import { Button, makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import { ArrowCounterclockwiseRegular, ChevronLeftRegular, ChevronRightRegular } from "@fluentui/react-icons";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { PhoneFrame } from "./phone-frame.tsx";
import { PhoneScreen, type Screen } from "./phone-screen.tsx";

/** So long a screen stands before the next one. */
const pace = 1400;

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "center", minWidth: 0 },
	keys: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS },
	count: { minWidth: "90px", textAlign: "center" },
	steps: { display: "grid", gap: "2px", width: "100%", maxWidth: "320px", margin: 0, padding: 0, listStyleType: "none" },
	step: { width: "100%", justifyContent: "flex-start", textAlign: "left", fontWeight: tokens.fontWeightRegular, minWidth: 0 },
	here: { fontWeight: tokens.fontWeightSemibold, backgroundColor: tokens.colorNeutralBackground1Selected },
	name: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
});

interface Props {
	readonly screens: readonly Screen[];
	readonly language: string;
}

/** The phone with its screens one after the other, forward, back and from the beginning. */
export function Player({ screens, language }: Props) {
	const styles = useStyles();
	const { t } = useTranslation("tour");
	const [at, setAt] = useState(0);
	const [goes, setGoes] = useState(true);
	const last = screens.length - 1;
	useEffect(() => {
		if (!goes || at >= last) return;
		const timer = setTimeout(() => setAt((now) => now + 1), pace);
		return () => clearTimeout(timer);
	}, [goes, at, last]);
	// When the phone goes again, whoever looks follows it.
	const newest = screens.findIndex(({ round }) => round > 1 && round === screens[last]?.round);
	const [followed, setFollowed] = useState(newest);
	if (newest !== followed) {
		setFollowed(newest);
		setAt(Math.max(0, newest));
		setGoes(true);
	}
	const show = (next: number) => {
		setGoes(false);
		setAt(Math.max(0, Math.min(last, next)));
	};
	const screen = screens[Math.min(at, last)];
	const label = screen === undefined ? t("phone.off") : t("phone.screen", { number: at + 1, count: screens.length, title: screen.title });
	return (
		<div className={styles.box}>
			<PhoneFrame label={label} lang={language} off={screen?.app === "off"}>
				{screen === undefined ? <span style={{ flexGrow: 1 }} /> : <PhoneScreen screen={screen} />}
			</PhoneFrame>
			<div className={styles.keys}>
				<Button icon={<ChevronLeftRegular />} aria-label={t("phone.back")} disabledFocusable={at <= 0} onClick={() => show(at - 1)} />
				<Text className={styles.count} aria-live="polite">
					{screens.length === 0 ? "–" : `${Math.min(at, last) + 1} / ${screens.length}`}
				</Text>
				<Button icon={<ChevronRightRegular />} aria-label={t("phone.next")} disabledFocusable={at >= last} onClick={() => show(at + 1)} />
				<Button
					icon={<ArrowCounterclockwiseRegular />}
					disabledFocusable={screens.length < 2}
					onClick={() => {
						setAt(0);
						setGoes(true);
					}}
				>
					{t("phone.replay")}
				</Button>
			</div>
			<ol className={styles.steps} aria-label={t("phone.steps")}>
				{screens.map((one, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: screens are only added at the end.
					<li key={index}>
						<Button
							size="small"
							appearance="subtle"
							className={mergeClasses(styles.step, index === at && styles.here)}
							aria-current={index === at ? "step" : undefined}
							onClick={() => show(index)}
						>
							<span className={styles.name} lang={language}>
								{`${index + 1}. ${index > 0 && screens[index - 1]?.round !== one.round ? `${t("phone.again")}: ` : ""}${one.title}`}
							</span>
						</Button>
					</li>
				))}
			</ol>
		</div>
	);
}
