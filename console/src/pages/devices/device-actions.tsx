import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, Spinner } from "@fluentui/react-components";
import {
	ArrowSyncRegular,
	DeleteRegular,
	LockClosedRegular,
	MoreHorizontalRegular,
	PasswordRegular,
	PhoneDismissRegular,
	ProhibitedRegular,
} from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session.ts";
import { useChange } from "../../changes/use-change.tsx";
import { DeviceActionDialog, type DialogVerb } from "./device-action-dialog.tsx";
import type { DeviceDetail } from "./device-page.tsx";

/** What can be done with a device by whoever looks at it: the usual beside the title, the rest in a menu. */
export function DeviceActions({ device }: { readonly device: DeviceDetail }) {
	const { t } = useTranslation("devices");
	const may = useMay();
	const [verb, setVerb] = useState<DialogVerb | null>(null);
	const sync = useChange("/devices/:id/sync", { tellFailure: true });
	const { id, can, blocked, serial } = device;
	const [act, end] = [may("devices.act"), may("devices.end")];
	const rest = [
		{ verb: "clear-passcode", icon: <PasswordRegular />, offered: act && can.clearPasscode },
		{ verb: "retire", icon: <PhoneDismissRegular />, offered: end && can.retire },
		{ verb: "wipe", icon: <DeleteRegular />, offered: end && can.wipe },
		{ verb: "block", icon: <ProhibitedRegular />, offered: end && serial !== null && blocked === null },
		{ verb: "unblock", icon: <ProhibitedRegular />, offered: end && serial !== null && blocked !== null },
	] as const;
	const offered = rest.filter((one) => one.offered);
	return (
		<>
			{act && can.sync ? (
				<Button
					icon={sync.isPending ? <Spinner size="tiny" /> : <ArrowSyncRegular />}
					disabledFocusable={sync.isPending}
					onClick={() => sync.mutate({ params: { id }, query: {} })}
				>
					{t("act.sync")}
				</Button>
			) : null}
			{act && can.lock ? (
				<Button icon={<LockClosedRegular />} onClick={() => setVerb("lock")}>
					{t("act.lock")}
				</Button>
			) : null}
			{offered.length === 0 ? null : (
				<Menu>
					<MenuTrigger disableButtonEnhancement>
						<Button icon={<MoreHorizontalRegular />}>{t("act.menu")}</Button>
					</MenuTrigger>
					<MenuPopover>
						<MenuList>
							{offered.map((one) => (
								<MenuItem key={one.verb} icon={one.icon} onClick={() => setVerb(one.verb)}>
									{t(`act.${one.verb}`)}
								</MenuItem>
							))}
						</MenuList>
					</MenuPopover>
				</Menu>
			)}
			{verb === null ? null : <DeviceActionDialog verb={verb} device={device} onClose={() => setVerb(null)} />}
		</>
	);
}
