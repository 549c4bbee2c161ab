import { Button, Combobox, Field, makeStyles, Option, Tag, TagGroup, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalXS, minWidth: 0 },
	tags: { flexWrap: "wrap", gap: tokens.spacingHorizontalXS, maxWidth: "100%" },
	tag: { maxWidth: "100%", height: "auto", minHeight: "32px", overflowWrap: "anywhere" },
});

const mostShown = 100;

/** Groups by their names, found by any part of them. */
export function GroupPicker({
	label,
	hint,
	chosen,
	onChange,
	single = false,
}: {
	readonly label: string;
	readonly hint?: string;
	readonly chosen: readonly string[];
	readonly onChange: (chosen: readonly string[]) => void;
	readonly single?: boolean;
}) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const groups = useApi("/groups", {});
	const [typed, setTyped] = useState("");
	const plain = (text: string) => text.normalize("NFKC").trim().toLowerCase();
	const found = (groups.data?.items ?? []).filter(({ name }) => plain(name).includes(plain(typed)));
	return (
		<div className={styles.box}>
			<Field label={label} {...(hint === undefined ? {} : { hint })}>
				<Combobox
					multiselect={!single}
					placeholder={t("groups.search")}
					selectedOptions={[...chosen]}
					value={typed}
					onChange={(event) => setTyped(event.target.value)}
					onOptionSelect={(_, { selectedOptions }) => {
						onChange(selectedOptions);
						setTyped("");
					}}
				>
					{found.slice(0, mostShown).map(({ id, name, members }) => (
						<Option key={id} value={name} text={name}>
							{name}
							<Text size={200}>{t("groups.members", { count: members })}</Text>
						</Option>
					))}
					{found.length === 0 ? (
						<Option key="none" value="" text="" disabled>
							{t(groups.data?.items.length === 0 ? "groups.none" : "groups.none-found")}
						</Option>
					) : null}
				</Combobox>
			</Field>
			{chosen.length === 0 ? null : (
				<TagGroup
					className={styles.tags}
					aria-label={label}
					onDismiss={(_, { value }) => onChange(chosen.filter((name) => name !== value))}
				>
					{chosen.map((name) => (
						<Tag key={name} value={name} dismissible dismissIcon={{ "aria-label": t("groups.remove", { name }) }} className={styles.tag}>
							{name}
						</Tag>
					))}
				</TagGroup>
			)}
			{groups.isError ? <Button onClick={() => void groups.refetch()}>{t("app:problem.retry")}</Button> : null}
		</div>
	);
}
