import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from "@fluentui/react-components";
import { ArrowDownloadRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import { ask } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { useTellFailed } from "../../changes/use-change.tsx";
import { saveFile } from "../../components/save-file.ts";
import { useTell } from "../../components/toasts.tsx";

/** The incident as a file for a ticket: without names for whoever stands outside, with them for one's own. */
export function ExportMenu({ id }: { readonly id: string }) {
	const { t } = useTranslation("incidents");
	const tell = useTell();
	const tellFailed = useTellFailed();
	const may = useMay();
	const save = async (names: boolean, format: "text" | "json") => {
		try {
			const { name, content } = await ask("GET", "/incidents/:id/export", {
				params: { id },
				query: { names: names ? "true" : "false", format },
			});
			saveFile(name, content, format === "json" ? "application/json" : "text/plain;charset=utf-8");
			tell({ title: t("export.saved", { name }) });
		} catch (error) {
			tellFailed(error);
		}
	};
	return (
		<Menu>
			<MenuTrigger disableButtonEnhancement>
				<Button icon={<ArrowDownloadRegular />}>{t("export.title")}</Button>
			</MenuTrigger>
			<MenuPopover>
				<MenuList>
					<MenuItem onClick={() => void save(false, "text")}>{t("export.without")}</MenuItem>
					{may("users.read") && may("devices.read") ? (
						<MenuItem onClick={() => void save(true, "text")}>{t("export.with")}</MenuItem>
					) : null}
					<MenuItem onClick={() => void save(false, "json")}>{t("export.json")}</MenuItem>
				</MenuList>
			</MenuPopover>
		</Menu>
	);
}
