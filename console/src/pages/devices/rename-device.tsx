import { Button, Field, Input } from "@fluentui/react-components";
import { EditRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session.ts";
import { useUnsaved } from "../../app/use-unsaved.ts";
import { useChange } from "../../changes/use-change.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import type { DeviceDetail } from "./device-page.tsx";

/** The name of a device, changed where it stands. */
export function RenameDevice({ device }: { readonly device: DeviceDetail }) {
	const { t } = useTranslation("devices");
	const may = useMay();
	const [typed, setTyped] = useState<string | null>(null);
	const change = useChange("/devices/:id/rename", { onDone: () => setTyped(null) });
	const { id, title, label, can } = device;
	useUnsaved(typed !== null && typed !== title);
	if (typed === null || can.rename === null)
		return (
			<span>
				<bdi>{title}</bdi>{" "}
				{can.rename !== null && may("devices.act") ? (
					<Button
						size="small"
						appearance="subtle"
						icon={<EditRegular />}
						aria-label={t("rename.edit")}
						onClick={() => {
							change.reset();
							setTyped(title);
						}}
					/>
				) : null}
			</span>
		);
	const save = (name: string | null) => change.mutate({ params: { id }, query: {}, body: { name } });
	return (
		<form
			style={{ display: "grid", gap: "8px" }}
			onSubmit={(event) => {
				event.preventDefault();
				if (typed.trim() !== "") save(typed);
			}}
			onKeyDown={({ key }) => key === "Escape" && setTyped(null)}
		>
			<Field hint={t(`rename.${can.rename}`)}>
				<Input
					autoFocus
					aria-label={t("rename.label")}
					maxLength={63}
					value={typed}
					onChange={(_, { value }) => setTyped(value)}
					autoComplete="off"
				/>
			</Field>
			{change.isError ? <ProblemNote error={change.error} /> : null}
			<span style={{ display: "flex", flexWrap: "wrap", gap: "8px" }}>
				<Button type="submit" size="small" appearance="primary" disabled={change.isPending || typed.trim() === ""}>
					{t("rename.save")}
				</Button>
				<Button size="small" onClick={() => setTyped(null)}>
					{t("rename.cancel")}
				</Button>
				{label === null ? null : (
					<Button size="small" appearance="subtle" disabledFocusable={change.isPending} onClick={() => save(null)}>
						{t("rename.own")}
					</Button>
				)}
			</span>
		</form>
	);
}
