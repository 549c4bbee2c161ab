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
	"fixes.preview": ["owner", "administrator", "helpdesk"],
	"fixes.run": ["owner", "administrator"],
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
 * What a token for scripts can be given. Never what would let it make itself more than it is: sessions, tokens and administrators are for people who
 * have signed in.
 */
export const scopes = [
	"tries.read",
	"incidents.read",
	"health.read",
	"audit.read",
	"fixes.preview",
	"fixes.run",
] as const satisfies readonly Permission[];

export function may(role: Role, permission: Permission): boolean {
	const allowed: readonly Role[] = table[permission];
	return allowed.includes(role);
}

/** What this role may do. */
export function permissionsOf(role: Role): readonly Permission[] {
	return permissions.filter((permission) => may(role, permission));
}
