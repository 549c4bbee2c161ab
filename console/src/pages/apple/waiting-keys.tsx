import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { ArrowDownloadRegular, DeleteRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { Moment } from "../../components/moment.tsx";
import { saveKey } from "./save-key.ts";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalXS, width: "100%", margin: 0, padding: 0, listStyleType: "none" },
	row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
	name: { flex: "0 1 260px", minWidth: 0, overflowWrap: "anywhere" },
});

/** The keys that wait for Apple's file: their public halves may be downloaded once more, and those that nobody needs are deleted here. */
export function WaitingKeys({ token }: { readonly token?: string }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const [deleting, setDeleting] = useState<Item<"/ade/keys"> | null>(null);
	const asked = useApi("/ade/keys", { query: token === undefined ? {} : { token } });
	const keys = asked.data?.items ?? [];
	if (keys.length === 0) return null;
	return (
		<>
			<Text>
				<strong>{t("key.waiting", { count: keys.length })}</strong> {t("key.made", { count: keys.length })}
			</Text>
			<ul className={styles.list} aria-label={t("key.waiting", { count: keys.length })}>
				{keys.map((key) => (
					<li key={key.id} className={styles.row}>
						<span className={styles.name}>
							<code>{key.name}</code> · <Moment at={key.createdAt} />
						</span>
						<Button
							size="small"
							icon={<ArrowDownloadRegular />}
							aria-label={t("key.download-of", { name: key.name })}
							onClick={() => saveKey(key.certificate)}
						>
							{t("key.download")}
						</Button>
						<Button
							size="small"
							appearance="subtle"
							icon={<DeleteRegular />}
							aria-label={t("key.delete-of", { name: key.name })}
							onClick={() => setDeleting(key)}
						>
							{t("key.delete")}
						</Button>
					</li>
				))}
			</ul>
			{deleting === null ? null : (
				<ChangeDialog
					title={t("key.delete-title", { name: deleting.name })}
					path="/ade/keys/:id/delete"
					asking={{ params: { id: deleting.id }, query: {} }}
					label={t("key.delete")}
					word={deleting.name}
					onClose={() => setDeleting(null)}
				>
					{t("key.delete-text")}
				</ChangeDialog>
			)}
		</>
	);
}
