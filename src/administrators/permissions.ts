/** From the one who may do everything to the one who may only look. */
export const roles = ["owner", "administrator", "helpdesk", "readonly"] as const;

export type Role = (typeof roles)[number];

/**
 * What each role may do: the only place that says it. `own-…` is what belongs to oneself; `all-…` to anybody. Who looks into `audit` sees what others did,
 * which a help desk needs for no phone; who only looks may, for that is what an auditor does.
 */
const table = {
	"tries.read": ["owner", "administrator", "helpdesk", "readonly"],
	"incidents.read": ["owner", "administrator", "helpdesk", "readonly"],
	"health.read": ["owner", "administrator", "helpdesk", "readonly"],
	"audit.read": ["owner", "administrator", "readonly"],
	"devices.read": ["owner", "administrator", "helpdesk", "readonly"],
	"users.read": ["owner", "administrator", "helpdesk", "readonly"],
	"apple.read": ["owner", "administrator", "helpdesk", "readonly"],
	"policies.read": ["owner", "administrator", "helpdesk", "readonly"],
	"settings.read": ["owner", "administrator", "helpdesk", "readonly"],
	"fixes.preview": ["owner", "administrator", "helpdesk"],
	"fixes.run": ["owner", "administrator"],
	"changes.undo": ["owner", "administrator"],
	"devices.act": ["owner", "administrator", "helpdesk"],
	"devices.end": ["owner", "administrator"],
	"users.change": ["owner", "administrator"],
	"apple.sync": ["owner", "administrator", "helpdesk"],
	"apple.change": ["owner", "administrator"],
	"policies.change": ["owner", "administrator"],
	"settings.change": ["owner", "administrator"],
	"tour.play": ["owner", "administrator", "helpdesk"],
	"own-session": ["owner", "administrator", "helpdesk", "readonly"],
	"own-tokens": ["owner", "administrator", "helpdesk", "readonly"],
	"all-sessions": ["owner"],
	"all-tokens": ["owner"],
	"administrators.read": ["owner", "administrator"],
	"administrators.manage": ["owner"],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

/**
 * What a command of the command line needs of whoever runs it by the API, takes it back, or runs it as a fix: by its first words, the longest first.
 * Everything else is for the command line alone.
 */
const commandTable: readonly (readonly [words: string, permission: Permission])[] = [
	["administrators", "administrators.manage"],
	["devices retire", "devices.end"],
	["devices wipe", "devices.end"],
	["devices block", "devices.end"],
	["devices unblock", "devices.end"],
	["devices", "devices.act"],
	["ade sync", "apple.sync"],
	["ade", "apple.change"],
	["push-certificate", "apple.change"],
	["users", "users.change"],
	["groups", "users.change"],
	["licences", "users.change"],
	["restrictions", "policies.change"],
	["enrollment-types", "policies.change"],
	["corporate-identifiers", "policies.change"],
	["terms", "policies.change"],
	["domains", "settings.change"],
	["organization", "settings.change"],
	["authority", "settings.change"],
	["maintenance", "settings.change"],
	["enrollment-group", "policies.change"],
	["portal-app", "policies.change"],
	["notices", "settings.change"],
	["webhooks", "settings.change"],
];

/** undefined: nobody may, but on the command line. */
export function permissionFor(command: string): Permission | undefined {
	const found = commandTable.filter(([words]) => command === words || command.startsWith(`${words} `));
	return found.toSorted(([a], [b]) => b.length - a.length)[0]?.[1];
}

/**
 * What a token for scripts can be given. Never what would let it make itself more than it is: sessions, tokens and administrators are for people who
 * have signed in.
 */
export const scopes = [
	"tries.read",
	"incidents.read",
	"health.read",
	"devices.read",
	"users.read",
	"apple.read",
	"policies.read",
	"settings.read",
	"audit.read",
	"fixes.preview",
	"fixes.run",
	"changes.undo",
	"devices.act",
	"devices.end",
	"users.change",
	"apple.sync",
	"apple.change",
	"policies.change",
	"settings.change",
] as const satisfies readonly Permission[];

export function may(role: Role, permission: Permission): boolean {
	const allowed: readonly Role[] = table[permission];
	return allowed.includes(role);
}

/** What this role may do. */
export function permissionsOf(role: Role): readonly Permission[] {
	return permissions.filter((permission) => may(role, permission));
}
