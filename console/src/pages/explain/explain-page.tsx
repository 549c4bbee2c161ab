import { Button, Field, Input, makeStyles, Textarea, tokens } from "@fluentui/react-components";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { Waiting } from "../../components/waiting.tsx";
import { Explained } from "./explained.tsx";
import { LogDrop } from "./log-drop.tsx";

export type Explanation = Answer<"POST", "/explain">;

const longest = 4000;

const useStyles = makeStyles({
	form: { display: "grid", gap: tokens.spacingVerticalM },
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "end" },
	field: { flex: "1 1 220px", maxWidth: "400px" },
});

const given = (text: string | undefined) => (text === undefined || text.trim() === "" ? undefined : text.trim());

/** What does the phone say? A message, a log, or only who it is: and what may be behind it. */
export function ExplainPage() {
	const styles = useStyles();
	const { t, i18n } = useTranslation("explain");
	const [filters, setFilters] = useFilters();
	const asked = { message: given(filters["message"]), user: given(filters["user"]), serial: given(filters["serial"]) };
	const [message, setMessage] = useState(asked.message ?? "");
	const [user, setUser] = useState(asked.user ?? "");
	const [serial, setSerial] = useState(asked.serial ?? "");
	const [ofLog, setOfLog] = useState<Explanation | null>(null);
	useEffect(() => {
		setMessage(filters["message"] ?? "");
		setUser(filters["user"] ?? "");
		setSerial(filters["serial"] ?? "");
	}, [filters["message"], filters["user"], filters["serial"]]);
	const whose = {
		...(asked.user === undefined ? {} : { user: asked.user }),
		...(asked.serial === undefined ? {} : { serial: asked.serial }),
	};
	const wanted = Object.values(asked).some((one) => one !== undefined) && ofLog === null;
	const result = useQuery<Explanation>({
		queryKey: ["explain", i18n.language, asked],
		enabled: wanted,
		placeholderData: keepPreviousData,
		retry: false,
		queryFn: ({ signal }) =>
			asked.message === undefined
				? ask("GET", "/explain", { query: whose, signal })
				: ask("POST", "/explain", { query: {}, body: { message: asked.message, ...whose }, signal }),
	});
	const shown = ofLog ?? (wanted ? result.data : undefined);
	const found = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (shown !== undefined) found.current?.scrollIntoView({ block: "nearest" });
	}, [shown]);
	return (
		<>
			<PageHeader title={t("title")} text={t("lead")} />
			<Section title={t("message.section")}>
				<form
					className={styles.form}
					onSubmit={(event) => {
						event.preventDefault();
						setOfLog(null);
						setFilters({ message: given(message), user: given(user), serial: given(serial) });
					}}
				>
					<Field label={t("message.label")} hint={t("message.hint")}>
						<Textarea
							value={message}
							maxLength={longest}
							rows={3}
							spellCheck={false}
							onChange={(_, { value }) => setMessage(value)}
							onKeyDown={(event) => {
								if (event.key !== "Enter" || event.shiftKey) return;
								event.preventDefault();
								event.currentTarget.form?.requestSubmit();
							}}
						/>
					</Field>
					<div className={styles.row}>
						<Field label={t("user.label")} className={styles.field}>
							<Input
								value={user}
								maxLength={320}
								placeholder="taro@contoso.com"
								autoComplete="off"
								onChange={(_, { value }) => setUser(value)}
							/>
						</Field>
						<Field label={t("serial.label")} className={styles.field}>
							<Input value={serial} maxLength={100} autoComplete="off" spellCheck={false} onChange={(_, { value }) => setSerial(value)} />
						</Field>
						<Button type="submit" appearance="primary" disabled={[message, user, serial].every((one) => given(one) === undefined)}>
							{t("ask")}
						</Button>
					</div>
				</form>
			</Section>
			{wanted && result.isPending ? <Waiting /> : null}
			{wanted && result.isError ? <ProblemNote error={result.error} retry={() => void result.refetch()} /> : null}
			<div ref={found}>
				{shown === undefined ? null : (
					<Explained
						explanation={shown}
						ofPerson={ofLog === null && asked.message === undefined}
						onMessage={(text) => setFilters({ message: text })}
						onUser={(upn) => setFilters({ user: upn })}
					/>
				)}
			</div>
			<LogDrop whose={{ user: given(user), serial: given(serial) }} onRead={setOfLog} />
			{shown === undefined && !wanted ? <EmptyState title={t("empty.title")}>{t("empty.text")}</EmptyState> : null}
		</>
	);
}
