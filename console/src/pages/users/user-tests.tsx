import {
	Accordion,
	AccordionHeader,
	AccordionItem,
	AccordionPanel,
	Button,
	Field,
	Input,
	MessageBar,
	MessageBarBody,
	MessageBarTitle,
	makeStyles,
	Select,
	Spinner,
	Text,
	tokens,
} from "@fluentui/react-components";
import { BeakerRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask, type Body } from "../../api/client.ts";
import { FixSection } from "../../changes/fix-section.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { TestFinding } from "./test-finding.tsx";

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
	choice: {
		flex: "1 1 170px",
		minWidth: 0,
		"& .fui-Select": { minWidth: 0 },
		"& .fui-Input": { minWidth: 0 },
		"& select": { minWidth: 0 },
		"& input": { minWidth: 0, width: "100%" },
	},
	run: { flexShrink: 0 },
	// The bar at the top of the page covers what is scrolled below it.
	results: { display: "grid", gap: tokens.spacingVerticalM, minWidth: 0, scrollMarginTop: "64px" },
	list: { display: "grid", gap: tokens.spacingVerticalM, margin: 0, padding: 0, listStyleType: "none" },
});

type Said = NonNullable<Body<"POST", "/users/:id/tests">>;
type Tested = Answer<"POST", "/users/:id/tests">;
const outcomes = ["fail", "unknown", "pass"] as const;

/** Every rule that this person will meet, judged as things are now: before they try again, and after something was mended. */
export function UserTests({ id }: { readonly id: string }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("users");
	const [said, setSaid] = useState<Said>({});
	const [asked, setAsked] = useState<Said | null>(null);
	const tests = useQuery({
		queryKey: ["/users/:id/tests", id, i18n.language, asked],
		queryFn: () => ask("POST", "/users/:id/tests", { params: { id }, query: {}, body: asked ?? {} }),
		enabled: asked !== null,
	});
	const results = useRef<HTMLDivElement>(null);
	const wanted = useRef(false);
	const { dataUpdatedAt } = tests;
	// What was asked for stands below the button, which is often at the end of the screen. What is judged anew after a fix moves nothing.
	useEffect(() => {
		if (!wanted.current || dataUpdatedAt === 0) return;
		wanted.current = false;
		results.current?.scrollIntoView({ block: "start" });
	}, [dataUpdatedAt]);
	const set = (change: { readonly [K in keyof Said]?: string }) => {
		const given = Object.entries({ ...said, ...change }).filter(([, value]) => value !== undefined && value.trim() !== "");
		setSaid(Object.fromEntries(given) as Said);
	};
	const choice = (name: "journey" | "platform" | "ownership", values: readonly string[]) => (
		<Field label={t(`tests.${name}`)} className={styles.choice}>
			<Select value={said[name] ?? ""} onChange={(_, { value }) => set({ [name]: value })}>
				<option value="">{t("tests.not-said")}</option>
				{values.map((value) => (
					<option key={value} value={value}>
						{t([`tests.${name}-of.${value}`])}
					</option>
				))}
			</Select>
		</Field>
	);
	return (
		<Section title={t("tests.title")}>
			<Text>{t("tests.text")}</Text>
			<form
				className={styles.row}
				onSubmit={(event) => {
					event.preventDefault();
					wanted.current = true;
					setAsked(said);
					if (JSON.stringify(asked) === JSON.stringify(said)) void tests.refetch();
				}}
			>
				{choice("journey", ["web", "ade-sign-in"])}
				{choice("platform", ["iphone", "ipad"])}
				{choice("ownership", ["personal", "corporate"])}
				<Field label={t("tests.osVersion")} className={styles.choice}>
					<Input value={said.osVersion ?? ""} onChange={(_, { value }) => set({ osVersion: value })} maxLength={40} placeholder="18.5" />
				</Field>
				<Field label={t("tests.serial")} className={styles.choice}>
					<Input value={said.serial ?? ""} onChange={(_, { value }) => set({ serial: value })} maxLength={40} spellCheck={false} />
				</Field>
				<Button
					type="submit"
					className={styles.run}
					appearance="primary"
					icon={tests.isFetching ? <Spinner size="tiny" /> : <BeakerRegular />}
				>
					{t("tests.run")}
				</Button>
			</form>
			{tests.isError ? <ProblemNote error={tests.error} retry={() => void tests.refetch()} /> : null}
			{tests.data === undefined ? null : (
				<div ref={results} aria-live="polite" className={styles.results}>
					<Results tested={tests.data} />
				</div>
			)}
		</Section>
	);
}

function Results({ tested: { code, title, device, from, findings, what, fixes } }: { readonly tested: Tested }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const with_ =
		device === null ? t("tests.new-device") : [device.model, device.osVersion, device.serial].filter((one) => one !== null).join(" · ");
	return (
		<>
			<MessageBar intent={code === null ? "success" : "error"} layout="multiline">
				<MessageBarBody>
					<MessageBarTitle>{code === null ? t("tests.would-pass") : t("tests.would-fail", { title })}</MessageBarTitle>
					{from === null ? t("tests.with", { device: with_ }) : t("tests.with-try", { device: with_, reference: from })}
				</MessageBarBody>
			</MessageBar>
			<FixSection what={what} fixes={fixes} />
			<Accordion multiple collapsible defaultOpenItems={["fail", ...(code === null ? ["unknown"] : [])]}>
				{outcomes.map((outcome) => {
					const of = findings.filter((one) => one.outcome === outcome).toSorted((a, b) => Number(b.likely) - Number(a.likely));
					return of.length === 0 ? null : (
						<AccordionItem key={outcome} value={outcome}>
							<AccordionHeader as="h3">{t(`tests.group.${outcome}`, { count: of.length })}</AccordionHeader>
							<AccordionPanel>
								<ul className={styles.list}>
									{of.map((finding) => (
										<TestFinding key={finding.code} finding={finding} />
									))}
								</ul>
							</AccordionPanel>
						</AccordionItem>
					);
				})}
			</Accordion>
		</>
	);
}
