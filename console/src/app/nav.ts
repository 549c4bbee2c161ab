import type { FluentIcon } from "@fluentui/react-icons";
import {
	AlertRegular,
	AppsListDetailRegular,
	BookContactsRegular,
	BuildingRegular,
	CertificateRegular,
	ChatHelpRegular,
	ClipboardTaskListLtrRegular,
	HeartPulseRegular,
	HomeRegular,
	KeyRegular,
	ListBarRegular,
	NotepadPersonRegular,
	NumberSymbolSquareRegular,
	PeopleRegular,
	PersonKeyRegular,
	PersonSearchRegular,
	PhoneLaptopRegular,
	PhoneRegular,
	PlayCircleRegular,
	SettingsRegular,
	ShieldKeyholeRegular,
	TicketDiagonalRegular,
} from "@fluentui/react-icons";
import type { Permission, Session } from "../api/session.ts";
import type app from "../locales/en/app.json";
import type { PagePath } from "./page-path.ts";

export interface NavItem {
	readonly to: PagePath;
	readonly text: keyof (typeof app)["nav"];
	readonly icon: FluentIcon;
	readonly permission: Permission;
	/** Only where phones are simulated. */
	readonly demo?: true;
}

export interface NavGroup {
	readonly text: keyof (typeof app)["nav"] | null;
	readonly items: readonly NavItem[];
}

/** The way through the console, in the order in which a day goes. */
const navGroups: readonly NavGroup[] = [
	{
		text: null,
		items: [
			{ to: "/", text: "overview", icon: HomeRegular, permission: "tries.read" },
			{ to: "/incidents", text: "incidents", icon: AlertRegular, permission: "incidents.read" },
			{ to: "/tries", text: "tries", icon: ListBarRegular, permission: "tries.read" },
			{ to: "/explain", text: "explain", icon: ChatHelpRegular, permission: "tries.read" },
			{ to: "/tour", text: "tour", icon: PlayCircleRegular, permission: "tour.play", demo: true },
		],
	},
	{
		text: "manage",
		items: [
			{ to: "/devices", text: "devices", icon: PhoneLaptopRegular, permission: "devices.read" },
			{ to: "/users", text: "users", icon: PeopleRegular, permission: "users.read" },
			{ to: "/groups", text: "groups", icon: BookContactsRegular, permission: "users.read" },
			{ to: "/licences", text: "licences", icon: TicketDiagonalRegular, permission: "users.read" },
		],
	},
	{
		text: "apple",
		items: [
			{ to: "/apple/push-certificate", text: "push", icon: CertificateRegular, permission: "apple.read" },
			{ to: "/apple/tokens", text: "tokens", icon: KeyRegular, permission: "apple.read" },
			{ to: "/apple/profiles", text: "profiles", icon: AppsListDetailRegular, permission: "apple.read" },
			{ to: "/apple/devices", text: "ade-devices", icon: PhoneRegular, permission: "apple.read" },
		],
	},
	{
		text: "policies",
		items: [
			{ to: "/policies/restrictions", text: "restrictions", icon: ShieldKeyholeRegular, permission: "policies.read" },
			{ to: "/policies/limits", text: "limits", icon: NumberSymbolSquareRegular, permission: "policies.read" },
			{ to: "/policies/enrollment-types", text: "enrollment-types", icon: ClipboardTaskListLtrRegular, permission: "policies.read" },
			{ to: "/policies/who", text: "who-gets-what", icon: PersonSearchRegular, permission: "policies.read" },
			{ to: "/policies/corporate-identifiers", text: "corporate-identifiers", icon: BuildingRegular, permission: "policies.read" },
			{ to: "/policies/terms", text: "terms", icon: NotepadPersonRegular, permission: "policies.read" },
		],
	},
	{
		text: "service",
		items: [
			{ to: "/health", text: "health", icon: HeartPulseRegular, permission: "health.read" },
			{ to: "/settings", text: "settings", icon: SettingsRegular, permission: "settings.read" },
			{ to: "/audit", text: "audit", icon: ClipboardTaskListLtrRegular, permission: "audit.read" },
			{ to: "/administrators", text: "administrators", icon: PersonKeyRegular, permission: "administrators.read" },
		],
	},
];

/** The groups as far as whoever is signed in may open their pages; those without any left out. */
export function navFor({ permissions, demo }: Pick<Session, "permissions" | "demo">): readonly NavGroup[] {
	const open = ({ permission, demo: only }: NavItem) => permissions.includes(permission) && (only !== true || demo);
	return navGroups.map(({ text, items }) => ({ text, items: items.filter(open) })).filter(({ items }) => items.length > 0);
}
