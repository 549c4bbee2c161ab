import { Button, Menu, MenuItemCheckbox, MenuList, MenuPopover, MenuTrigger, Tooltip, tokens } from "@fluentui/react-components";
import { ColumnTripleEditRegular, PlugDisconnectedRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import type { Column } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { StateBadge } from "./state-badge.tsx";

type Device = Item<"/devices">;

const optional = ["serial", "user", "product", "os", "ownership", "state", "seen", "enrolled"] as const;
type Optional = (typeof optional)[number];
const kept = "genkan.devices.columns";
const usual: readonly Optional[] = ["serial", "user", "os", "ownership", "state", "seen"];

function remembered(): readonly Optional[] {
	const text = localStorage.getItem(kept);
	return text === null ? usual : optional.filter((one) => text.split(",").includes(one));
}

/** The columns of the list, and the menu by which somebody chooses them; this browser remembers it. */
export function useDeviceColumns(): { readonly columns: readonly Column<Device>[]; readonly chooser: React.ReactNode } {
	const { t } = useTranslation("devices");
	const [chosen, setChosen] = useState(remembered);
	const all: Readonly<Record<Optional, Column<Device>>> = {
		serial: { key: "serial", title: t("columns.serial"), width: "minmax(100px, 132px)", cell: ({ serial }) => serial ?? "" },
		user: { key: "user", title: t("columns.user"), width: "minmax(110px, 1.4fr)", cell: (device) => <Owner device={device} /> },
		product: {
			key: "product",
			title: t("columns.product"),
			width: "minmax(110px, 150px)",
			cell: ({ model }) => model ?? "",
			wideOnly: true,
		},
		os: { key: "os", title: t("columns.os"), width: "minmax(56px, 84px)", cell: ({ osVersion }) => osVersion ?? "" },
		ownership: {
			...{ key: "ownership", title: t("columns.ownership"), width: "84px", wideOnly: true },
			cell: ({ ownership }) => t(`ownership.${ownership}`),
		},
		state: { key: "state", title: t("columns.state"), width: "minmax(100px, 128px)", cell: ({ state }) => <StateBadge state={state} /> },
		seen: { key: "seen", title: t("columns.seen"), width: "minmax(88px, 116px)", cell: ({ lastSeenAt }) => <Moment at={lastSeenAt} /> },
		enrolled: {
			key: "enrolled",
			title: t("columns.enrolled"),
			width: "116px",
			cell: ({ enrolledAt }) => <Moment at={enrolledAt} />,
			wideOnly: true,
		},
	};
	const name: Column<Device> = {
		...{ key: "name", title: t("columns.name"), width: "minmax(110px, 1.6fr)" },
		cell: (device) => <Name device={device} />,
	};
	const chooser = (
		<Menu
			checkedValues={{ columns: [...chosen] }}
			onCheckedValueChange={(_, { checkedItems }) => {
				const next = optional.filter((one) => checkedItems.includes(one));
				localStorage.setItem(kept, next.join(","));
				setChosen(next);
			}}
		>
			<MenuTrigger disableButtonEnhancement>
				<Button icon={<ColumnTripleEditRegular />}>{t("columns.choose")}</Button>
			</MenuTrigger>
			<MenuPopover>
				<MenuList>
					{optional.map((one) => (
						<MenuItemCheckbox key={one} name="columns" value={one}>
							{t(`columns.${one}`)}
						</MenuItemCheckbox>
					))}
				</MenuList>
			</MenuPopover>
		</Menu>
	);
	return { columns: [name, ...chosen.map((one) => all[one])], chooser };
}

const cut = { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", display: "block" } as const;

function Name({ device: { id, title, reachable } }: { readonly device: Device }) {
	const { t } = useTranslation("devices");
	return (
		<span style={{ display: "flex", gap: "6px", alignItems: "center", minWidth: 0 }}>
			<Link to="/devices/$id" params={{ id }} title={title} style={{ ...cut, color: tokens.colorBrandForeground2 }}>
				<bdi>{title}</bdi>
			</Link>
			{reachable ? null : (
				<Tooltip content={t("unreachable")} relationship="label">
					<PlugDisconnectedRegular tabIndex={0} color={tokens.colorPaletteRedForeground1} style={{ flex: "none" }} />
				</Tooltip>
			)}
		</span>
	);
}

function Owner({ device: { upn, displayName } }: { readonly device: Device }) {
	const { t } = useTranslation("devices");
	if (upn === null) return <span style={{ color: tokens.colorNeutralForeground3 }}>{t("no-user")}</span>;
	return (
		<span title={`${displayName ?? ""} <${upn}>`} style={cut}>
			{displayName ?? upn}
		</span>
	);
}
