import { Checkbox, Field, Input, Text, Textarea } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { BlockDialog } from "./block-dialog.tsx";
import type { DeviceDetail } from "./device-page.tsx";

export type DialogVerb = "lock" | "clear-passcode" | "retire" | "wipe" | "block" | "unblock";

interface Props {
	readonly device: DeviceDetail;
	readonly onClose: () => void;
}

/** What is shown before a device is told something that somebody would notice. */
export function DeviceActionDialog({ verb, device, onClose }: Props & { readonly verb: DialogVerb }) {
	const { t } = useTranslation("devices");
	const { id, title: name, serial } = device;
	switch (verb) {
		case "lock":
			return <LockDialog device={device} onClose={onClose} />;
		case "wipe":
			return <WipeDialog device={device} onClose={onClose} />;
		case "clear-passcode":
		case "retire":
			return (
				<ChangeDialog
					title={t(`${verb}.title`, { name })}
					label={t(`act.${verb}`)}
					path={`/devices/:id/${verb}`}
					asking={{ params: { id }, query: {} }}
					onClose={onClose}
				>
					<Text>{t(`${verb}.text`)}</Text>
				</ChangeDialog>
			);
		case "block":
			return <BlockDialog serial={serial} name={name} onClose={onClose} />;
		case "unblock":
			return (
				<ChangeDialog
					title={t("unblock.title", { name })}
					label={t("act.unblock")}
					path="/blocked-devices/:serial/unblock"
					asking={{ params: { serial: serial ?? "" }, query: {} }}
					onClose={onClose}
				/>
			);
	}
}

function LockDialog({ device: { id, title }, onClose }: Props) {
	const { t } = useTranslation("devices");
	const [message, setMessage] = useState("");
	const [phone, setPhone] = useState("");
	const body = {
		...(message.trim() === "" ? {} : { message: message.trim() }),
		...(phone.trim() === "" ? {} : { phone: phone.trim() }),
	};
	return (
		<ChangeDialog
			title={t("lock.title", { name: title })}
			label={t("act.lock")}
			path="/devices/:id/lock"
			asking={{ params: { id }, query: {}, body }}
			onClose={onClose}
		>
			<Text>{t("lock.text")}</Text>
			<Field label={t("lock.message")}>
				<Textarea value={message} maxLength={500} onChange={(_, { value }) => setMessage(value)} />
			</Field>
			<Field label={t("lock.phone")}>
				<Input type="tel" value={phone} maxLength={50} onChange={(_, { value }) => setPhone(value)} autoComplete="off" />
			</Field>
		</ChangeDialog>
	);
}

/** The serial number is typed; the service compares it again. */
function WipeDialog({ device: { id, title, serial }, onClose }: Props) {
	const { t } = useTranslation("devices");
	const [keepEsim, setKeepEsim] = useState(false);
	const word = serial ?? id;
	return (
		<ChangeDialog
			title={t("wipe.title", { name: title })}
			label={t("act.wipe")}
			path="/devices/:id/wipe"
			asking={{ params: { id }, query: {}, body: { confirm: word, keepEsim } }}
			word={word}
			onClose={onClose}
		>
			<Text>{t("wipe.text")}</Text>
			<Checkbox label={t("wipe.esim")} checked={keepEsim} onChange={(_, { checked }) => setKeepEsim(checked === true)} />
		</ChangeDialog>
	);
}
