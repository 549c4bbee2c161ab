import { Button, Field, MessageBar, MessageBarBody, makeStyles, ProgressBar, Spinner, Text, tokens } from "@fluentui/react-components";
import { ArrowDownloadRegular, ArrowUploadRegular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { base64Of } from "../../api/base64-of.ts";
import { type Answer, ask } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { ImportPreview } from "./import-preview.tsx";
import { ImportRun } from "./import-run.tsx";

const useStyles = makeStyles({
	drop: {
		display: "grid",
		justifyItems: "center",
		gap: tokens.spacingVerticalM,
		padding: tokens.spacingVerticalXXL,
		border: `2px dashed ${tokens.colorNeutralStroke1}`,
		borderRadius: tokens.borderRadiusLarge,
		textAlign: "center",
	},
	buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
	columns: { overflowWrap: "anywhere", maxWidth: "72ch" },
});

const template = "upn,displayName,password,enabled,groups,licences,enrollmentManager\n";
const largest = 16 * 1024 * 1024;

type Preview = NonNullable<Answer<"POST", "/users/import">["preview"]>;
type Chosen = { readonly name: string; readonly file: string };

/** From a file to people: chosen, looked at line by line, imported. */
export function ImportPage() {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const may = useMay();
	const input = useRef<HTMLInputElement>(null);
	const [chosen, setChosen] = useState<Chosen | null>(null);
	const [tooLarge, setTooLarge] = useState(false);
	const look = useMutation({
		mutationFn: async ({ file }: Chosen): Promise<Preview | null> =>
			(await ask("POST", "/users/import", { query: { preview: "true" }, body: { file } })).preview,
	});
	const begin = useMutation({
		mutationFn: async ({ file }: Chosen) => (await ask("POST", "/users/import", { query: {}, body: { file } })).run,
	});
	useUnsaved(chosen !== null && begin.data === undefined);
	const startAgain = () => {
		begin.reset();
		look.reset();
		setChosen(null);
	};
	const choose = async (file: File | undefined) => {
		if (file === undefined) return;
		setTooLarge(file.size > largest);
		startAgain();
		if (file.size > largest) return;
		const next = { name: file.name, file: base64Of(new Uint8Array(await file.arrayBuffer())) };
		setChosen(next);
		look.mutate(next);
	};
	const up = { to: "/users", text: t("title") } as const;
	if (!may("users.change"))
		return (
			<>
				<PageHeader title={t("import.title")} up={up} />
				<EmptyState title={t("import.not-allowed")} />
			</>
		);
	const preview = look.data ?? null;
	const problems = preview?.lines.filter(({ what }) => what === "problem").length ?? 0;
	const effective = preview?.lines.some(({ what }) => what === "add" || what === "change") ?? false;
	const run = begin.data ?? null;
	return (
		<>
			<PageHeader title={t("import.title")} text={t("import.text")} up={up} />
			{run === null ? (
				<Section title={t("import.file")}>
					{/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is another way to press the button within. */}
					<div
						className={styles.drop}
						onDragOver={(event) => event.preventDefault()}
						onDrop={(event) => {
							event.preventDefault();
							void choose(event.dataTransfer.files[0]);
						}}
					>
						<Text className={styles.columns}>{chosen === null ? t("import.drop") : chosen.name}</Text>
						<div className={styles.buttons}>
							<Button
								appearance={chosen === null ? "primary" : "secondary"}
								icon={<ArrowUploadRegular />}
								onClick={() => input.current?.click()}
							>
								{t(chosen === null ? "import.choose" : "import.choose-other")}
							</Button>
							<Button
								as="a"
								icon={<ArrowDownloadRegular />}
								href={`data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${template}`)}`}
								download="users.csv"
							>
								{t("import.template")}
							</Button>
						</div>
						<input
							ref={input}
							type="file"
							accept=".csv,text/csv"
							hidden
							aria-label={t("import.choose")}
							onChange={(event) => {
								void choose(event.target.files?.[0]);
								event.target.value = "";
							}}
						/>
						<Text size={200} className={styles.columns}>
							{t("import.columns")}
						</Text>
					</div>
				</Section>
			) : null}
			{tooLarge ? (
				<MessageBar intent="error" layout="multiline">
					<MessageBarBody>{t("import.too-large")}</MessageBarBody>
				</MessageBar>
			) : null}
			{look.isPending ? (
				<Field validationMessage={t("import.looking")} validationState="none">
					<ProgressBar />
				</Field>
			) : null}
			{look.isError ? <ProblemNote error={look.error} {...(chosen === null ? {} : { retry: () => look.mutate(chosen) })} /> : null}
			{begin.isError ? <ProblemNote error={begin.error} /> : null}
			{run === null ? null : <ImportRun id={run.id} again={startAgain} />}
			{preview === null || run !== null || chosen === null ? null : (
				<>
					<div className={styles.buttons}>
						<Button
							appearance="primary"
							disabled={problems > 0 || !effective || begin.isPending}
							icon={begin.isPending ? <Spinner size="tiny" /> : <ArrowUploadRegular />}
							onClick={() => begin.mutate(chosen)}
						>
							{t("import.do")}
						</Button>
						{problems > 0 || effective ? null : <Link to="/users">{t("import.nothing-to-do")}</Link>}
					</div>
					<ImportPreview preview={preview} />
				</>
			)}
		</>
	);
}
