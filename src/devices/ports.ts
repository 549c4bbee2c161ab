import type { DeviceState } from "../evidence/device-state.ts";
import type { Position } from "../evidence/position.ts";

export interface Device {
	readonly id: string;
	readonly udid: string;
	readonly serial: string | null;
	readonly imei: string | null;
	readonly product: string | null;
	readonly osVersion: string | null;
	readonly buildVersion: string | null;
	/** As the device calls itself. */
	readonly name: string | null;
	/** As the organisation or its owner calls it here; shown before its own name. */
	readonly label: string | null;
	readonly userId: string | null;
	readonly ownership: "personal" | "company";
	readonly state: DeviceState;
	/** The push topic of the profile that it holds. */
	readonly topic: string;
	/** SHA-256 of the identity certificate that this enrollment is pinned to, hexadecimal. */
	readonly fingerprint: string;
	/** Sealed. */
	readonly pushToken: Uint8Array | null;
	readonly pushMagic: Uint8Array | null;
	readonly unlockToken: Uint8Array | null;
	readonly awaitingConfiguration: boolean;
	readonly attemptId: string | null;
	readonly enrolledAt: number;
	readonly lastSeenAt: number | null;
	readonly lastPushAt: number | null;
	/** Since when APNs says 410 Unregistered; null while the token is good. */
	readonly pushDeadAt: number | null;
	/** JSON of the last answers, by request type. */
	readonly information: { readonly [requestType: string]: string };
}

export type DeviceChange = Partial<Omit<Device, "id" | "udid" | "information">>;

export interface DeviceFilter {
	/** Part of a name, serial number, UDID, IMEI, product or user's name. */
	readonly search?: string;
	readonly state?: DeviceState;
	readonly ownership?: Device["ownership"];
	/** As their products begin. */
	readonly platform?: "iPhone" | "iPad";
	/** An older system than this version. */
	readonly osBelow?: string;
	/** Enrolled before, and not in contact since then. */
	readonly notSeenSince?: number;
	readonly userId?: string;
	readonly after?: Position;
	readonly limit: number;
}

/** A device as a list shows it: no secret, and nothing of what it told. */
export type ListedDevice = Pick<
	Device,
	| "id"
	| "name"
	| "label"
	| "serial"
	| "udid"
	| "product"
	| "osVersion"
	| "state"
	| "ownership"
	| "enrolledAt"
	| "lastSeenAt"
	| "pushDeadAt"
	| "userId"
> & { readonly upn: string | null; readonly displayName: string | null };

export interface DeviceStore {
	byId(id: string): Promise<Device | undefined>;
	/** The enrollment that is not ended, else the newest ended one. */
	byUdid(udid: string): Promise<Device | undefined>;
	bySerial(serial: string): Promise<Device | undefined>;
	insert(device: Device): Promise<void>;
	update(id: string, change: DeviceChange): Promise<void>;
	setInformation(id: string, requestType: string, json: string): Promise<void>;
	/** Every record of this user that is not ended. */
	ofUser(userId: string): Promise<Device[]>;
	list(filter: { search?: string; state?: DeviceState; limit: number }): Promise<Device[]>;
	/** Those enrolled last first. */
	page(filter: DeviceFilter): Promise<ListedDevice[]>;
	count(filter: { state?: DeviceState }): Promise<number>;
	/** Whose name, as it is shown, begins so; any case. */
	named(beginning: string, limit: number): Promise<Device[]>;
	/** How many are in each state; none where it is left out. */
	countByState(): Promise<{ readonly [S in DeviceState]?: number }>;
	/** Managed devices whose profile carries a topic other than `topic`. */
	countOtherTopic(topic: string): Promise<number>;
	/** The topic of the first device that was enrolled before this instant and whose profile carries another than `topic`; undefined: there is none. */
	otherTopicBefore(topic: string, before: number): Promise<string | undefined>;
	/** Managed devices on this topic. */
	countTopic(topic: string): Promise<number>;
}

/** In which a command waits for its answer. */
export const openCommandStates = ["queued", "sent", "not-now"] as const;

export type CommandState = (typeof openCommandStates)[number] | "acknowledged" | "error" | "cancelled";

export interface Command {
	/** CommandUUID, upper case. */
	readonly uuid: string;
	readonly deviceId: string;
	readonly requestType: string;
	/** The command's XML plist as it goes on the wire, sealed where it holds a secret (`sealed`). */
	readonly body: Uint8Array;
	readonly sealed: boolean;
	readonly state: CommandState;
	/** Order within a device's queue; made by the store. */
	readonly sequence: number;
	readonly queuedAt: number;
	readonly sentAt: number | null;
	readonly finishedAt: number | null;
	/** ErrorChain, or what was asked to be kept of the result; JSON. */
	readonly result: string | null;
}

export interface CommandStore {
	/** Sets the sequence. */
	enqueue(command: Omit<Command, "sequence">): Promise<void>;
	byUuid(uuid: string): Promise<Command | undefined>;
	setState(uuid: string, change: { state: CommandState; sentAt?: number; finishedAt?: number; result?: string | null }): Promise<void>;
	/** Open ones become `cancelled`; how many. */
	cancelAll(deviceId: string, at: number): Promise<number>;
	ofDevice(deviceId: string, limit: number): Promise<Command[]>;
	countOpen(deviceId: string): Promise<number>;
}

/** Work on a clock, or for another process to do: kinds are in jobs/. */
export interface Job {
	readonly id: string;
	readonly kind: string;
	/** With the kind, unique among jobs that are not done: a second one only moves the time forward. */
	readonly key: string;
	readonly dueAt: number;
	readonly tries: number;
	readonly lastError: string | null;
}

export interface JobStore {
	/** Inserts, or brings the open job of the same kind and key forward to the earlier time. */
	schedule(job: { id: string; kind: string; key: string; dueAt: number }): Promise<void>;
	/** Due jobs that no lease holds, oldest first; they are leased until `leaseUntil`. `keys`: only these. */
	claim(options: { kinds: readonly string[]; keys?: readonly string[]; now: number; leaseUntil: number; limit: number }): Promise<Job[]>;
	/** Still at it: the lease goes on until then. */
	extend(id: string, leaseUntil: number): Promise<void>;
	/** Done with it, unless it was scheduled again since it was claimed. */
	done(id: string): Promise<void>;
	/** Failed: again at `dueAt`. */
	again(id: string, dueAt: number, error: string): Promise<void>;
	countDue(now: number): Promise<number>;
	/** What waits for a later time is due now, and fails count from nothing again: whatever held it back was mended. */
	bringForward(kind: string, now: number): Promise<void>;
}

/** One push. It carries no content: it only says "come and ask". */
export interface Push {
	/** As TokenUpdate brought it. */
	readonly token: Uint8Array;
	readonly magic: string;
	readonly topic: string;
	/** Until when Apple keeps it for a device that is switched off. Epoch milliseconds. */
	readonly expiresAt: number;
}

/**
 * What became of one push. A sender's fault says nothing about the device: `certificate` means that Apple refuses our certificate (every push will
 * fail), `token` that it refused this token with this certificate, `request` that the request itself was wrong.
 */
export type PushOutcome =
	| { readonly outcome: "accepted"; readonly apnsId: string | null }
	/** 410 Unregistered. `at`: since when, as Apple says. */
	| { readonly outcome: "token-dead"; readonly at: number }
	| { readonly outcome: "sender-fault"; readonly reason: string; readonly about: "certificate" | "token" | "request" }
	/** `afterMs` null: Apple named no time. */
	| { readonly outcome: "retry"; readonly afterMs: number | null; readonly reason: string };

export interface PushSender {
	push(push: Push): Promise<PushOutcome>;
}

/** The push certificate in use and a connection to Apple that presents it. */
export interface CurrentPushSender {
	readonly certificateId: string;
	readonly topic: string;
	readonly sender: PushSender;
}

/** What a check-in must know of the enrollment that shows this certificate, in one statement. */
export interface CheckInEnrollment {
	readonly deviceId: string;
	readonly udid: string;
	readonly state: DeviceState;
	readonly userId: string | null;
	readonly attemptId: string | null;
	/** The push topic of the profile that it holds. */
	readonly topic: string;
	readonly awaitingConfiguration: boolean;
	readonly lastSeenAt: number | null;
	/** Of the certificate; null, null and false where the pinned certificate is not on record. */
	readonly serial: string | null;
	readonly notAfter: number | null;
	readonly revoked: boolean;
}

/** A command to send: as `Command`, without what only its history needs. */
export type OpenCommand = Pick<Command, "uuid" | "requestType" | "body" | "sealed" | "state">;

/** The few statements of a check-in, which runs far oftener than all else. The same rows as DeviceStore and CommandStore. */
export interface CheckInStore {
	/** By the pinned certificate, enrollments that are not ended only. */
	enrollmentByFingerprint(fingerprint: string): Promise<CheckInEnrollment | undefined>;
	/** The device was seen. */
	touch(deviceId: string, at: number): Promise<void>;
	/** The next one to send: the oldest of `queued` or `sent`, then of `not-now` unless `skipNotNow`. Its cost must not grow with finished commands. */
	next(deviceId: string, skipNotNow: boolean): Promise<OpenCommand | undefined>;
	/** Only an open command becomes `sent`; false if it was not. */
	markSent(uuid: string, at: number): Promise<boolean>;
	/**
	 * Writes down a device's answer. undefined if this device has no such open command: answered before, cancelled, or another device's.
	 * `at` becomes finishedAt, except with `not-now`, which leaves the command open.
	 */
	finish(answer: {
		readonly deviceId: string;
		readonly uuid: string;
		readonly state: "acknowledged" | "error" | "not-now";
		readonly at: number;
		readonly result: string | null;
	}): Promise<{ readonly requestType: string } | undefined>;
}
