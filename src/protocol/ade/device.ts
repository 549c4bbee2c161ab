/** What Apple's device service says of one device (`/server/devices`, `/devices/sync`, `/devices`). Instants are epoch milliseconds. */
export interface AppleDevice {
	/** As Apple writes it; upper case. */
	readonly serial: string;
	readonly model: string | null;
	readonly description: string | null;
	readonly color: string | null;
	readonly assetTag: string | null;
	/** `iPhone`, `iPad`, `Mac`, `AppleTV`, … ; kept as it came, known or not. */
	readonly family: string | null;
	readonly os: string | null;
	readonly profileStatus: ProfileStatus;
	readonly profileUuid: string | null;
	readonly profileAssignedAt: number | null;
	readonly profilePushedAt: number | null;
	/** Since when, and by whom, it is assigned to this server in Apple Business or School Manager. */
	readonly serverAssignedAt: number | null;
	readonly serverAssignedBy: string | null;
	/** Only a sync says it; null in a fetch. */
	readonly op: "added" | "modified" | "deleted" | null;
	readonly opAt: number | null;
	readonly migrationDeadlineAt: number | null;
}

export type ProfileStatus = "empty" | "assigned" | "pushed" | "removed";

/** A page of `/server/devices` or `/devices/sync`. */
export interface DevicePage {
	readonly devices: readonly AppleDevice[];
	/** Records that were no device (no serial number): how many. They are left out and never stop a page. */
	readonly unreadable: number;
	readonly cursor: string;
	readonly moreToFollow: boolean;
	readonly fetchedUntil: number | null;
}

/** What `/account` says of the virtual server behind a token. */
export interface AppleAccount {
	readonly serverName: string;
	/** null: not told, which must stop no token. */
	readonly serverUuid: string | null;
	/** The Apple Account that made the server's token. */
	readonly adminId: string | null;
	readonly orgName: string | null;
	readonly orgId: string | null;
	readonly orgType: "org" | "edu" | null;
	/** The smaller of the two maxima of fetch and sync; 100 where none is told. */
	readonly pageLimit: number;
}

/** Per serial number, of POST /profile/devices. `MISSING`: Apple's answer did not name it, which counts as failed. */
export type AssignmentResult = "SUCCESS" | "NOT_ACCESSIBLE" | "FAILED" | "THROTTLED" | "MISSING";

export interface Assignments {
	readonly results: ReadonlyMap<string, AssignmentResult>;
	/** `retry_after_seconds` as milliseconds; null where not told. */
	readonly retryAfterMs: number | null;
}
