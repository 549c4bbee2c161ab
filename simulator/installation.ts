import type { Buffer } from "node:buffer";
import { randomBytes, randomUUID } from "node:crypto";
import { rootCertificates } from "node:tls";
import { buildCheckIn } from "../src/protocol/mdm/build-check-in.ts";
import type { InstalledEnrollmentProfile } from "../src/protocol/mdm/read-enrollment-profile.ts";
import type { PlistDict } from "../src/protocol/plist/value.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";
import { checkInProblem } from "./check-in-answer.ts";
import type { DeviceDescription } from "./device.ts";
import { type Fail, type Failure, stopped } from "./failure.ts";
import type { KeyPair } from "./keys.ts";
import { createLine, type Identity } from "./line.ts";
import { createMdmClient, type MdmClient } from "./mdm-client.ts";
import type { Message, Script, Step } from "./misbehave.ts";
import { requestIdentity } from "./scep-client.ts";

/** A device that is managed. */
export interface Management {
	readonly profile: InstalledEnrollmentProfile;
	/** As it came, for ProfileList. */
	readonly dict: PlistDict;
	readonly signer: Uint8Array | null;
	readonly identity: Identity;
	/** 32 bytes. */
	readonly token: Buffer;
	readonly pushMagic: string;
	readonly unlockToken: Buffer;
	readonly client: MdmClient;
}

export interface Situation {
	readonly description: DeviceDescription;
	/** PEM. */
	readonly roots: readonly string[];
	readonly clock: () => number;
	readonly wait: (ms: number) => Promise<void>;
	readonly timeoutMs: number;
	readonly script: Script;
	readonly fail: Fail;
	readonly makeKeys: (bits: number) => Promise<KeyPair>;
	/** Setup Assistant waits for DeviceConfigured. */
	readonly awaiting: () => boolean;
	/** Told of every status that MDM's addresses answer. */
	readonly seen: (status: number) => void;
}

export interface Wanted {
	readonly profile: InstalledEnrollmentProfile;
	readonly dict: PlistDict;
	readonly signer: Uint8Array | null;
}

type Managed = { readonly ok: true; readonly management: Management };

const rightToLock = 4;
const rightToAsk = 16;

/** Installs an enrollment profile that was judged fit: identity, Authenticate, TokenUpdate. With any of them refused nothing stays on the phone. */
export async function install(wanted: Wanted, situation: Situation): Promise<Managed | Failure> {
	const identity = await obtainIdentity(wanted.profile, situation);
	if (!identity.ok) return identity;
	const management = manage(wanted, identity, situation, null);
	for (const message of ["Authenticate", "TokenUpdate"] as const) {
		const problem = await checkIn(message, management, situation);
		if (problem === null) continue;
		management.client.close();
		return problem;
	}
	return { ok: true, management };
}

/** Puts a newer profile in the place of the one that manages the device: a new identity, told by a TokenUpdate; push secrets stay. */
export async function update(wanted: Wanted, old: Management, situation: Situation): Promise<Managed | Failure> {
	const identity = await obtainIdentity(wanted.profile, situation);
	return identity.ok ? adopt(manage(wanted, identity, situation, old), situation) : identity;
}

/** RenewalReq, signed with the identity that is to be renewed (RFC 8894 section 3.3.1). */
export async function renew(old: Management, situation: Situation): Promise<Managed | Failure> {
	const identity = await obtainIdentity(old.profile, situation, old.identity);
	return identity.ok ? adopt(manage(old, identity, situation, old), situation) : identity;
}

async function adopt(management: Management, situation: Situation): Promise<Managed | Failure> {
	const problem = await checkIn("TokenUpdate", management, situation);
	if (problem === null) return { ok: true, management };
	management.client.close();
	return problem;
}

async function obtainIdentity(profile: InstalledEnrollmentProfile, situation: Situation, renews?: Identity) {
	const { clock, wait, fail, makeKeys, script, timeoutMs } = situation;
	const line = createLine({ roots: trusted(profile, situation), timeoutMs });
	const changed = renews === undefined ? script.take("challenge") : undefined;
	const own = renews === undefined ? (profile.scep.challenge ?? null) : null;
	try {
		return await requestIdentity(profile.scep, {
			line,
			clock,
			wait,
			fail,
			makeKeys,
			challenge: changed === undefined ? own : changed.challenge,
			stops: (step) => stopsBefore(script, step),
			...(renews === undefined ? {} : { renews }),
		});
	} finally {
		line.close();
	}
}

export function stopsBefore(script: Script, step: Step): Failure | null {
	return script.take("stops-before", (how) => how.step === step) === undefined ? null : stopped(step);
}

/** The roots that a management profile brings are trusted at once, for this server as for any. */
function trusted(profile: InstalledEnrollmentProfile, { roots }: Situation): readonly string[] {
	const brought = profile.rootCertificates.map((der) => derToPem(der, "CERTIFICATE"));
	return brought.length === 0 ? roots : [...(roots.length > 0 ? roots : rootCertificates), ...brought];
}

function manage(wanted: Wanted, identity: Identity, situation: Situation, old: Management | null): Management {
	const { clock, script, timeoutMs } = situation;
	const { profile, dict, signer } = wanted;
	const { certificate, key } = identity;
	const line = createLine({ roots: trusted(profile, situation), identity: { certificate, key }, timeoutMs });
	return {
		profile,
		dict,
		signer,
		identity: { certificate, key },
		token: old?.token ?? randomBytes(32),
		pushMagic: old?.pushMagic ?? randomUUID().toUpperCase(),
		unlockToken: old?.unlockToken ?? randomBytes(1500),
		client: createMdmClient({ line, identity: { certificate, key }, signMessage: profile.mdm.signMessage, clock, script }),
	};
}

async function checkIn(message: "Authenticate" | "TokenUpdate", management: Management, situation: Situation): Promise<Failure | null> {
	const { script, description, fail, seen } = situation;
	const silent = stopsBefore(script, message);
	if (silent !== null) return silent;
	const address = management.profile.mdm.checkInUrl;
	const body = message === "Authenticate" ? authenticate(management, situation) : tokenUpdate(management, situation);
	const answer = await management.client.send(message, address, body);
	if (answer.ok) seen(answer.status);
	return checkInProblem(answer, address, description.osVersion, fail);
}

/** What the device says of itself in this message, true or not. */
export function claimsIn(message: Message, management: Management, { description, script }: Pick<Situation, "description" | "script">) {
	const claimed = script.take("claims", ({ at }) => at === undefined || at === message)?.claims ?? {};
	return {
		topic: claimed.topic ?? management.profile.mdm.topic,
		udid: claimed.udid ?? description.udid,
		serial: claimed.serial ?? description.serial,
		product: claimed.product ?? description.product,
		osVersion: claimed.osVersion ?? description.osVersion,
		buildVersion: claimed.buildVersion ?? description.buildVersion,
	};
}

/** Apple mdm/checkin/authenticate.yaml: what describes the device needs the right to ask for it. */
function authenticate(management: Management, situation: Situation): Buffer {
	const { topic, udid, serial, product, osVersion, buildVersion } = claimsIn("Authenticate", management, situation);
	const { imei } = situation.description;
	const mayTell = allows(management, rightToAsk);
	return buildCheckIn({
		messageType: "Authenticate",
		enrollment: { udid },
		topic,
		...(mayTell ? { osVersion, buildVersion, productName: product, serialNumber: serial } : {}),
		...(mayTell && imei !== undefined ? { imei, meid: imei.replaceAll(" ", "").slice(0, 14) } : {}),
	});
}

/** Apple mdm/checkin/tokenupdate.yaml: the unlock token needs the right to clear the passcode. */
function tokenUpdate(management: Management, situation: Situation): Buffer {
	const { topic, udid } = claimsIn("TokenUpdate", management, situation);
	const { token, pushMagic, unlockToken } = management;
	return buildCheckIn({
		messageType: "TokenUpdate",
		enrollment: { udid },
		topic,
		token,
		pushMagic,
		awaitingConfiguration: situation.awaiting(),
		...(allows(management, rightToLock) ? { unlockToken } : {}),
	});
}

function allows({ profile }: Management, right: number): boolean {
	return ((profile.mdm.accessRights ?? 0) & right) === right;
}
