import { buildServerTokenFile } from "../../src/protocol/ade/build-server-token.ts";
import type { ContentCipher } from "../../src/protocol/cms/content-encryption.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import type { BusinessManager } from "./business-manager.ts";
import type { AddedDevice, DeviceState } from "./device.ts";
import type { DefinedProfile } from "./profile.ts";
import { noteChange, type ServerState } from "./server-state.ts";
import type { Sessions } from "./sessions.ts";

/** A device as Apple Business Manager shows it to a test. Times are epoch milliseconds. */
export interface AdeStandInDevice {
	readonly serial: string;
	readonly status: DeviceState["status"];
	readonly profileUuid: string | null;
	readonly profileAssignedAt: number | null;
	readonly profilePushedAt: number | null;
	/** Since when it is with this server. */
	readonly assignedAt: number;
}

export interface DownloadOptions {
	/** Milliseconds from now; a year if left out. */
	readonly validFor?: number;
	/** CMS with indefinite lengths, as Apple writes it; the default. */
	readonly ber?: boolean;
	readonly cipher?: ContentCipher;
}

/** The administrator's side of one virtual server. */
export interface AdeStandInServer {
	readonly name: string;
	readonly uuid: string;
	readonly consumerKey: string;
	/** PEM of a certificate. Throws RangeError for anything else. */
	uploadPublicKey(pem: string): void;
	/** The `.p7m`, as it is downloaded. Every older token is void from then on. */
	downloadToken(options?: DownloadOptions): string;
	/** Adds devices to the organization and assigns them to this server. @returns their serial numbers */
	addDevices(added: readonly AddedDevice[] | { readonly count: number; readonly seed: string }): readonly string[];
	/** Takes devices that were added before, from wherever they are. */
	assign(serials: readonly string[]): void;
	unassign(serials: readonly string[]): void;
	/** Out of the organization, for ever. */
	disown(serials: readonly string[]): void;
	/** Something about these devices changes: a sync shows them as modified. */
	modify(serials: readonly string[]): void;
	/** No listing names them any more, although they are assigned and can be asked for. */
	unlist(serials: readonly string[]): void;
	/** null: not on this server. */
	device(serial: string): AdeStandInDevice | null;
	devices(): IterableIterator<AdeStandInDevice>;
	readonly deviceCount: number;
	/** How many devices have which profile_status. */
	counts(): Readonly<Record<DeviceState["status"], number>>;
	/** In the order in which they were defined. */
	profiles(): readonly DefinedProfile[];
	/** Apple does not know it any more: 404 PROFILE_NOT_FOUND. What devices have stays with them. */
	forgetProfile(uuid: string): void;
	/** 403 T_C_NOT_SIGNED until they are accepted; `afterPages`: only when that many more pages were read. */
	newTerms(options?: { readonly afterPages?: number }): void;
	acceptTerms(): void;
	/** New ones wait to be accepted. */
	readonly termsWait: boolean;
	/** Without it no token can be downloaded. */
	readonly hasPublicKey: boolean;
	/** The Apple Account that made the token is deleted: 403 ACCESS_DENIED. */
	deleteAdmin(): void;
	/** The server is deleted: 403 ACCESS_DENIED. */
	remove(): void;
	/** Apple may end sessions at any time: 401. */
	endSessions(): void;
	/** 400 INVALID_CURSOR for every cursor given out so far. */
	forgetCursors(): void;
	/** 403 APPLE_SEED_FOR_IT_TURNED_OFF. */
	turnSeedForItOff(): void;
	/** How many sessions were opened by OAuth. */
	readonly sessionsOpened: number;
	/** As set by POST /account-driven-enrollment/profile. */
	readonly discoveryUrl: string | null;
}

interface ServerTools {
	readonly manager: BusinessManager;
	readonly sessions: Sessions;
	readonly now: () => number;
	readonly hex: (bytes: number) => string;
}

const year = 365 * 86_400_000;

export function createServer(state: ServerState, { manager, sessions, now, hex }: ServerTools): AdeStandInServer {
	const own = (serials: readonly string[]): DeviceState[] =>
		serials.map((serial) => {
			const device = manager.find(serial);
			if (device?.server !== state) throw new RangeError(`${serial} is not on this server`);
			return device;
		});
	return {
		name: state.name,
		uuid: state.uuid,
		consumerKey: state.consumerKey,
		uploadPublicKey(pem) {
			const [certificate] = pemToDer(pem, "CERTIFICATE");
			if (certificate === undefined) throw new RangeError("this is no certificate");
			state.certificate = certificate;
		},
		downloadToken({ validFor = year, ...options } = {}) {
			if (state.certificate === null) throw new RangeError("no public key was uploaded");
			// Whoever downloads a token is its account from then on.
			state.adminDeleted = false;
			state.accessToken = { token: `AT_${hex(20)}`, secret: `AS_${hex(20)}`, expiresAt: now() + validFor };
			const { consumerKey, consumerSecret, accessToken } = state;
			const token = { consumerKey, consumerSecret, accessToken: accessToken.token, accessSecret: accessToken.secret };
			return buildServerTokenFile({ ...token, expiresAt: accessToken.expiresAt }, { certificate: state.certificate, ...options });
		},
		addDevices: (added) => manager.add(state, added),
		assign: (serials) => manager.assign(state, serials),
		unassign(serials) {
			for (const device of own(serials)) manager.unassign(device);
		},
		disown(serials) {
			for (const device of own(serials)) manager.disown(device);
		},
		modify(serials) {
			for (const device of own(serials)) noteChange(state, device, "modified", now());
		},
		unlist(serials) {
			for (const { serial } of own(serials)) state.unlisted.add(serial);
		},
		device(serial) {
			const device = manager.find(serial);
			return device?.server === state ? view(device) : null;
		},
		*devices() {
			for (const device of state.listing) if (device !== null) yield view(device);
		},
		get deviceCount() {
			return state.deviceCount;
		},
		counts() {
			const counts = { empty: 0, assigned: 0, pushed: 0, removed: 0 };
			for (const device of state.listing) if (device !== null) counts[device.status] += 1;
			return counts;
		},
		profiles: () => [...state.profiles.values()],
		forgetProfile: (uuid) => void state.profiles.delete(uuid),
		newTerms({ afterPages = 0 } = {}) {
			state.pagesBeforeTerms = afterPages;
		},
		acceptTerms() {
			state.pagesBeforeTerms = null;
		},
		get termsWait() {
			return state.pagesBeforeTerms !== null;
		},
		get hasPublicKey() {
			return state.certificate !== null;
		},
		deleteAdmin() {
			state.adminDeleted = true;
		},
		remove() {
			state.removed = true;
		},
		endSessions: () => sessions.end(state),
		forgetCursors() {
			state.cursorEpoch += 1;
		},
		turnSeedForItOff() {
			state.seedForItOff = true;
		},
		get sessionsOpened() {
			return state.sessionsOpened;
		},
		get discoveryUrl() {
			return state.discoveryUrl;
		},
	};
}

function view(device: DeviceState): AdeStandInDevice {
	const { serial, status, profile, profileAssignedAt, profilePushedAt, assignedAt } = device;
	return { serial, status, profileUuid: profile?.uuid ?? null, profileAssignedAt, profilePushedAt, assignedAt };
}
