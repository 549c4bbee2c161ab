import { Badge, Button, Checkbox, MessageBar, MessageBarBody, makeStyles, Spinner, Text, tokens } from "@fluentui/react-components";
import { ArrowUploadRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";

const useStyles = makeStyles({
	drop: {
		display: "grid",
		justifyItems: "center",
		gap: tokens.spacingVerticalM,
		padding: tokens.spacingHorizontalXXL,
		border: `2px dashed ${tokens.colorNeutralStroke1}`,
		borderRadius: tokens.borderRadiusLarge,
		textAlign: "center",
		marginBottom: tokens.spacingVerticalL,
	},
	over: { border: `2px dashed ${tokens.colorBrandStroke1}` },
	file: { display: "none" },
	counts: {
		display: "flex",
		flexWrap: "wrap",
		gap: tokens.spacingHorizontalS,
		alignItems: "center",
		marginBottom: tokens.spacingVerticalM,
	},
	example: { fontFamily: tokens.fontFamilyMonospace, whiteSpace: "pre", textAlign: "left" },
	bar: { marginBottom: tokens.spacingVerticalM },
});

type Lines = Answer<"POST", "/corporate-identifiers/lines">;
type Line = Lines["lines"][number];

const colors = { added: "success", overwritten: "warning", unchanged: "informative", refused: "danger" } as const;
const kinds = ["refused", "added", "overwritten", "unchanged"] as const;
/** The service says in words what is too large; what no file of the sort ever is needs not be sent. */
const mostSent = 6_000_000;

/** A file of identifiers: what would become of each line first, then the import. */
export function IdentifierImportPage() {
	const styles = useStyles();
	const { t, i18n } = useTranslation("policies");
	const may = useMay();
	const navigate = useNavigate();
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const [file, setFile] = useState<{ readonly name: string; readonly base64: string } | null>(null);
	const [tooLarge, setTooLarge] = useState(false);
	const [overwrite, setOverwrite] = useState(false);
	const judged = useQuery({
		queryKey: ["/corporate-identifiers/lines", i18n.language, file, overwrite],
		queryFn: () => ask("POST", "/corporate-identifiers/lines", { query: {}, body: { file: file?.base64 ?? "", overwrite } }),
		enabled: file !== null,
		retry: false,
		gcTime: 0,
	});
	const unsaved = useUnsaved(file !== null);
	const done = useChange("/corporate-identifiers/import", {
		onDone: () => {
			unsaved.letGo();
			void navigate({ to: "/policies/corporate-identifiers" });
		},
	});
	const take = async (chosen: File | undefined) => {
		if (chosen === undefined) return;
		setTooLarge(chosen.size > mostSent);
		setFile(chosen.size > mostSent ? null : { name: chosen.name, base64: await base64Of(chosen) });
	};
	const counts = judged.data?.counts;
	const conflicts = judged.data?.lines.some(({ problem }) => problem === "other-details-on-record") ?? false;
	const importable = counts !== undefined && counts.refused === 0 && counts.added + counts.overwritten > 0;
	const up = { to: "/policies/corporate-identifiers", text: t("identifiers.title") } as const;
	return (
		<>
			<PageHeader title={t("import.title")} text={t("import.text")} up={up} />
			<section
				aria-label={t("import.choose")}
				className={`${styles.drop} ${over ? styles.over : ""}`}
				onDragOver={(event) => {
					event.preventDefault();
					setOver(true);
				}}
				onDragLeave={() => setOver(false)}
				onDrop={(event) => {
					event.preventDefault();
					setOver(false);
					void take(event.dataTransfer.files[0]);
				}}
			>
				<code className={styles.example}>{"C02XL0GTJGH5,MacBook\nF2LXK3ABCDEF,営業部 03"}</code>
				<Text>{t("import.format")}</Text>
				<input
					ref={input}
					type="file"
					accept=".csv,.txt,text/csv"
					className={styles.file}
					aria-label={t("import.choose")}
					onChange={(event) => {
						void take(event.target.files?.[0]);
						event.target.value = "";
					}}
				/>
				<Button
					{...(file === null ? { appearance: "primary" as const } : {})}
					icon={<ArrowUploadRegular />}
					onClick={() => input.current?.click()}
				>
					{t(file === null ? "import.choose" : "import.choose-other")}
				</Button>
				{file === null ? null : <Text weight="semibold">{file.name}</Text>}
			</section>
			{tooLarge ? (
				<MessageBar intent="error">
					<MessageBarBody>{t("import.too-large")}</MessageBarBody>
				</MessageBar>
			) : null}
			{file !== null && judged.isPending ? <Spinner label={t("import.reading")} /> : null}
			{judged.isError ? <ProblemNote error={judged.error} retry={() => void judged.refetch()} /> : null}
			{counts === undefined || judged.data === undefined ? null : (
				<>
					<div className={styles.counts}>
						{kinds.map((kind) =>
							counts[kind] === 0 ? null : (
								<Badge key={kind} size="large" appearance="tint" color={colors[kind]}>
									{t(`import.count.${kind}`, { count: counts[kind] })}
								</Badge>
							),
						)}
						{conflicts || overwrite ? (
							<Checkbox label={t("import.overwrite")} checked={overwrite} onChange={(_, { checked }) => setOverwrite(checked === true)} />
						) : null}
						{may("policies.change") ? (
							<Button
								appearance="primary"
								disabled={!importable || done.isPending}
								onClick={() => done.mutate({ query: {}, body: { file: file?.base64 ?? "", overwrite } })}
							>
								{t("import.do", { count: counts.added + counts.overwritten })}
							</Button>
						) : null}
					</div>
					{counts.refused > 0 ? (
						<MessageBar intent="warning" layout="multiline" className={styles.bar}>
							<MessageBarBody>{t("import.not-yet")}</MessageBarBody>
						</MessageBar>
					) : null}
					{done.isError ? <ProblemNote error={done.error} /> : null}
					<LineTable lines={judged.data.lines} />
				</>
			)}
		</>
	);
}

/** What is wrong stands first. */
function LineTable({ lines }: { readonly lines: readonly Line[] }) {
	const { t } = useTranslation("policies");
	const columns: readonly Column<Line>[] = [
		{ key: "line", title: t("import.line"), width: "64px", cell: ({ line }) => line ?? "–" },
		{
			key: "becomes",
			title: t("import.becomes"),
			width: "120px",
			cell: ({ becomes }) => (
				<Badge appearance="tint" color={colors[becomes]}>
					{t(`import.${becomes}`)}
				</Badge>
			),
		},
		{ key: "serial", title: t("identifiers.serial"), width: "minmax(120px, 1fr)", cell: ({ serial }) => serial ?? "–" },
		{
			key: "details",
			title: t("identifiers.details"),
			width: "minmax(0, 3fr)",
			cell: (line) => (line.problem === "other-details-on-record" ? t("import.other-details", { present: line.present }) : whatOf(line)),
		},
	];
	const rows = kinds.flatMap((kind) => lines.filter(({ becomes }) => becomes === kind));
	return <DataTable label={t("import.lines")} columns={columns} rows={rows} keyOf={(row) => `${row.line} ${row.becomes}`} empty={null} />;
}

function whatOf({ text, details, present }: Line): ReactNode {
	if (text !== null) return text;
	return present === null ? details || "–" : `${present || "–"} → ${details || "–"}`;
}

async function base64Of(file: File): Promise<string> {
	const url = await new Promise<string>((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : "");
		reader.onerror = () => reject(reader.error);
		reader.readAsDataURL(file);
	});
	return url.slice(url.indexOf(",") + 1);
}
