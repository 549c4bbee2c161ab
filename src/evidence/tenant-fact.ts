/** The organisation and its service as a whole, as far as they can be wrong before anybody tries. Gathered from the store alone. */
export interface TenantFact {
	/** `unusual`: characters of the name that no ordinary name has; `plain`: the name without them. */
	readonly organization: { readonly name: string; readonly unusual: readonly string[]; readonly plain: string };
	/** The last day of our own certificate authority; null: it is not made yet. */
	readonly authorityNotAfter: number | null;
	readonly identities: IdentitiesFact;
	readonly plans: readonly PlanFact[];
	/** The group that alone may enroll; null: everybody may. */
	readonly enrollmentGroup: { readonly name: string; readonly hasMembers: boolean } | null;
	readonly policies: readonly PolicyFact[];
	/** Why a device could be the organisation's own. */
	readonly corporate: {
		readonly identifiers: number;
		readonly adeTokens: number;
		/** Absent where another way was found already. */
		readonly managers?: boolean;
	};
	/** The ways to enroll that this service offers as it is set up. */
	readonly ways: readonly string[];
}

/** Certificates of managed devices that should have been renewed and were not. */
export interface IdentitiesFact {
	/** So many end before `until`, or ended within the days before. */
	readonly count: number;
	/** There may be more: looking stopped here. */
	readonly more: boolean;
	readonly until: number;
	/** Of the first of them. */
	readonly examples: readonly { readonly id: string; readonly name: string; readonly serial: string | null; readonly notAfter: number }[];
	/** How many of the first of them were in contact within the last days, and got no new certificate all the same. */
	readonly inContact: number;
}

export interface PlanFact {
	readonly plan: string;
	readonly name: string;
	/** The MDM authority that it is for. */
	readonly authority: string;
	readonly seats: number;
	readonly consumed: number;
	/** Users to whom it is given and for whom no seat was left. */
	readonly waiting: number;
}

/** A policy, and whom it reaches: `shadowed` means that all its members are reached by policies of a higher priority. */
export interface PolicyFact {
	/** As the command line names the kinds. */
	readonly policyKind: "platform" | "limit" | "types";
	readonly policy: string;
	/** null: the default policy. */
	readonly priority: number | null;
	readonly reach: "everybody" | "some" | "no-group" | "no-member" | "shadowed";
	readonly groups: readonly string[];
	/** Of a platform restriction. */
	readonly platform?: {
		readonly platformBlocked: boolean;
		readonly personalBlocked: boolean;
		readonly osMinimum: string | null;
		readonly osMaximum: string | null;
	};
	/** Of an enrollment type. */
	readonly allowed?: readonly string[];
}
