import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { FittingSelect } from "../../components/fitting-select.tsx";
import type { DeviceState } from "./device-states.ts";
import { FileField, type GivenFile, textOf } from "./file-field.tsx";

/** Which devices: some, all that a filter names, or those of a file that is still to be chosen. */
export interface Which {
	readonly token: string;
	readonly serials?: readonly string[];
	readonly filter?: { readonly state?: DeviceState; readonly search?: string; readonly profile?: string };
	readonly file?: null;
}

interface Assign {
	readonly what: "assign" | "unassign";
	readonly which: Which;
	readonly profiles: readonly { readonly id: string; readonly name: string }[];
	readonly onClose: () => void;
	readonly onDone?: () => void;
}

/** Chooses the profile of devices, or takes it away at Apple, after a look at what would come of it. */
export function AssignDialog({ what, which, profiles, onClose, onDone }: Assign) {
	const { t } = useTranslation("apple");
	const [choice, setChoice] = useState("default");
	const [file, setFile] = useState<GivenFile | null>(null);
	const { token, serials, filter } = which;
	const fields = (
		<>
			{which.file === null ? (
				<FileField
					label={t("assign.file")}
					hint={t("assign.file-hint")}
					accept=".csv,.txt"
					largest={3_000_000}
					text
					file={file}
					onFile={setFile}
				/>
			) : null}
			<Field label={t("device.profile")}>
				<FittingSelect value={choice} onChange={(_, { value }) => setChoice(value)}>
					<option value="default">{t("assign.default")}</option>
					{profiles.map(({ id, name }) => (
						<option key={id} value={id}>
							{name}
						</option>
					))}
					<option value="again">{t("assign.again")}</option>
				</FittingSelect>
			</Field>
		</>
	);
	if (which.file === null && file === null) {
		return (
			<Dialog open onOpenChange={(_, { open }) => open || onClose()}>
				<DialogSurface>
					<DialogBody>
						<DialogTitle>{t("assign.title")}</DialogTitle>
						<DialogContent style={{ display: "grid", gap: "12px" }}>{fields}</DialogContent>
						<DialogActions>
							<Button onClick={onClose}>{t("app:change.cancel")}</Button>
						</DialogActions>
					</DialogBody>
				</DialogSurface>
			</Dialog>
		);
	}
	const body = {
		token,
		...(serials === undefined ? {} : { serials: [...serials] }),
		...(filter === undefined ? {} : { filter: { ...filter } }),
		...(file === null ? {} : { file: textOf(file) }),
	};
	const shared = { onClose, ...(onDone === undefined ? {} : { onDone }) };
	if (what === "unassign")
		return (
			<ChangeDialog
				title={t("assign.unassign-title")}
				path="/ade/devices/unassign"
				asking={{ query: {}, body }}
				label={t("assign.unassign")}
				{...shared}
			>
				{t("assign.unassign-text")}
			</ChangeDialog>
		);
	const wanted = choice === "default" ? { default: true } : choice === "again" ? {} : { profile: choice };
	return (
		<ChangeDialog
			title={t("assign.title")}
			path="/ade/devices/assign"
			asking={{ query: {}, body: { ...body, ...wanted } }}
			label={t("assign.button")}
			{...shared}
		>
			{fields}
		</ChangeDialog>
	);
}
