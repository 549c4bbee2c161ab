import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { explain } from "../../src/diagnosis/explain.ts";
import type { Fault } from "../../src/enrollment/ports.ts";
import { buildSignedData } from "../../src/protocol/cms/build-signed-data.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { buildIdle } from "../../src/protocol/mdm/build-result.ts";
import type { CheckIn, UnknownCheckIn } from "../../src/protocol/mdm/check-in.ts";
import type { Hash } from "../../src/protocol/x509/signature.ts";
import { type GivenProfile, giveProfile } from "./give-profile.ts";
import type { House } from "./harness.ts";
import type { DeviceIdentity } from "./mdm-by-hand.ts";
import { type KeyPair, outcomeOf, postOperation, rsaKeys, scepRequest } from "./scep-request.ts";

export interface Answer {
	readonly status: number;
	readonly body: string;
	readonly headers: Headers;
}

/** A phone as far as the server sees one, each message at the test's will. */
export interface TestDevice {
	readonly given: GivenProfile;
	readonly identity: DeviceIdentity;
	readonly udid: string;
	readonly serial: string;
	/** Of CheckInURL. */
	readonly path: string;
	readonly authenticate: (change?: { readonly osVersion?: string }) => Promise<Answer>;
	readonly tokenUpdate: (token?: string) => Promise<Answer>;
	readonly checkOut: () => Promise<Answer>;
	readonly idle: () => Promise<Answer>;
	/** Signs and sends any message; `as` replaces who signs. */
	readonly send: (
		body: Buffer,
		how?: { readonly checkIn?: boolean; readonly as?: DeviceIdentity; readonly path?: string },
	) => Promise<Answer>;
	readonly message: (message: Exclude<CheckIn, UnknownCheckIn>) => Promise<Answer>;
}

const checkInType = "application/x-apple-aspen-mdm-checkin";

export interface Sent {
	readonly path: string;
	readonly body: Buffer | string;
	readonly signature?: string;
	readonly checkIn?: boolean;
	readonly headers?: { readonly [name: string]: string };
	readonly method?: string;
}

/** Whatever is sent to a device's address: 401 would end an enrollment, so it must never come back. */
export async function put(house: House, { path, body, signature, checkIn = true, headers = {}, method = "PUT" }: Sent): Promise<Answer> {
	const response = await fetch(`http://127.0.0.1:${house.service.plainPort}${path}`, {
		method,
		headers: {
			...(signature === undefined ? {} : { "mdm-signature": signature }),
			"content-type": checkIn ? checkInType : "application/x-apple-aspen-mdm; charset=UTF-8",
			...headers,
		},
		body,
	});
	assert.notEqual(response.status, 401);
	return { status: response.status, body: await response.text(), headers: response.headers };
}

export const signatureOf = (body: Buffer, by: DeviceIdentity, hash: Hash = "sha256", signingTime = Date.now()): string =>
	Buffer.from(buildSignedData({ content: body, detached: true, certificates: [by.certificate], signer: by, hash, signingTime })).toString(
		"base64",
	);

let sharedKeys: Promise<KeyPair> | undefined;

/** An identity by SCEP. The key pair is the same for all devices of a process (making one takes long); their certificates differ. */
export async function identityFor(house: House, given: GivenProfile): Promise<DeviceIdentity> {
	sharedKeys ??= rsaKeys();
	const request = await scepRequest(house, { challenge: given.challenge, keys: await sharedKeys });
	const issued = await outcomeOf(house, await postOperation(given.plainScepUrl, request.bytes), request);
	assert.ok(typeof issued !== "string", `SCEP answered ${String(issued)}`);
	return { certificate: issued, key: request.keys.privateKey };
}

/** A phone that has its profile and its identity, and has not yet said a word to MDM. */
export async function newDevice(
	house: House,
	upn: string,
	known: { readonly udid?: string; readonly serial?: string } = {},
): Promise<TestDevice> {
	const given = await giveProfile(house, upn);
	return deviceWith(house, given, await identityFor(house, given), known);
}

export function deviceWith(
	house: House,
	given: GivenProfile,
	identity: DeviceIdentity,
	known: { readonly udid?: string; readonly serial?: string } = {},
): TestDevice {
	const udid = known.udid ?? `00008030-${randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase()}`;
	const serial = known.serial ?? `F${randomUUID().replaceAll("-", "").slice(0, 9).toUpperCase()}`;
	const { topic, checkInUrl } = given.read.mdm;
	const path = new URL(checkInUrl).pathname;
	const enrollment = { udid };
	let signed = 0;
	const send: TestDevice["send"] = (body, { checkIn = true, as = identity, path: at = checkIn ? path : "/mdm" } = {}) =>
		put(house, { path: at, body, checkIn, signature: signatureOf(body, as, "sha256", house.clock.now() + 1000 * signed++) });
	const message: TestDevice["message"] = (one) => send(buildCheckIn(one));
	return {
		given,
		identity,
		udid,
		serial,
		path,
		send,
		message,
		authenticate: (change = {}) =>
			message({
				messageType: "Authenticate",
				enrollment,
				topic,
				productName: "iPhone15,2",
				osVersion: "18.1",
				serialNumber: serial,
				...change,
			}),
		tokenUpdate: (token = "token") =>
			message({ messageType: "TokenUpdate", enrollment, topic, token: Buffer.from(token), pushMagic: "magic" }),
		checkOut: () => message({ messageType: "CheckOut", enrollment, topic }),
		idle: () => send(buildIdle(enrollment), { checkIn: false }),
	};
}

/** A managed device with its first commands waiting. */
export async function enrolledDevice(
	house: House,
	upn: string,
	known: { readonly udid?: string; readonly serial?: string } = {},
): Promise<TestDevice> {
	const device = await newDevice(house, upn, known);
	for (const answer of [await device.authenticate(), await device.tokenUpdate()]) assert.equal(answer.status, 200, answer.body);
	return device;
}

/** The rows of some tables, by a connection of its own; without what every contact of a device changes: when it was, when a command was last sent. */
export function rows(house: House, ...tables: readonly string[]): { readonly [table: string]: unknown } {
	const database = new Database(join(house.domain.config.data, "genkan.sqlite"), { readonly: true });
	try {
		const read = (table: string) => database.prepare(`select * from "${table}" order by rowid`).all();
		const still = (row: unknown) => ({ ...(row as object), lastSeenAt: undefined, sentAt: undefined });
		return Object.fromEntries(tables.map((table) => [table, read(table).map(still)]));
	} finally {
		database.close();
	}
}

/** Everything that a hostile message could change: the fleet, its commands and keys, and what people may do. */
export const valuables = (house: House) =>
	rows(
		house,
		"devices",
		"deviceUnlockTokens",
		"deviceInformation",
		"commands",
		"certificates",
		"challenges",
		"users",
		"settings",
		"pushCertificates",
	);

/** Runs something that must leave the fleet as it was. */
export async function unchanged<T>(house: House, what: () => Promise<T>): Promise<T> {
	const before = valuables(house);
	const result = await what();
	assert.deepEqual(valuables(house), before);
	return result;
}

/** The faults that something wrote, oldest first; each from this machine, and now. */
export async function faultsOf(house: House, what: () => Promise<unknown>, peer = "127.0.0.1"): Promise<Fault[]> {
	const { faults } = house.domain.store.read;
	const before = new Set((await faults.list(10_000)).map(({ id }) => id));
	await what();
	const written = (await faults.list(10_000)).filter(({ id }) => !before.has(id)).toReversed();
	for (const fault of written) {
		assert.equal(fault.peer, peer);
		assert.ok(Math.abs(fault.at - house.clock.now()) < 60_000);
	}
	return written;
}

/** Why a try was refused, as `explain` tells it in both languages. */
export async function explained(house: House, reference: string) {
	const attempt = await house.attempt(reference);
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	const told = { attempt, steps, decision: attempt.decision };
	const english = explain(told, "en");
	assert.match(explain(told, "ja").title, /[ぁ-んァ-ヶ一-龠]/);
	return english;
}
