import { createHash } from "node:crypto";
import { listingOf } from "../src/store/device-listing.ts";
import type { DeviceRow } from "../src/store/schema.ts";
import { searchText } from "../src/store/search.ts";
import { userKeysOf } from "../src/store/user-keys.ts";
import type { House } from "../test/e2e/harness.ts";
import { type Bulk, openBulk } from "./bulk.ts";

const day = 86_400_000;

/** How many there are; what is left out is not there at all. */
export interface CrowdSize {
	readonly people: number;
	readonly devices: number;
	readonly tries: number;
	readonly incidents?: number;
	readonly audit?: number;
	readonly identifiers?: number;
	readonly blocked?: number;
	/** Of the token that the house has. */
	readonly appleDevices?: number;
}

type Size = Pick<CrowdSize, "people" | "devices" | "tries">;

/** An organisation of this size, on the database that the house has. */
export async function seedCrowd(house: House, size: CrowdSize, say: (progress: string) => void): Promise<void> {
	const bulk = await openBulk(house);
	const now = house.clock.now();
	await people(bulk, size, now);
	say("people are there");
	await bulk.put("devices", size.devices, (n) => deviceRow(n, now, size));
	await bulk.put("deviceListings", size.devices, (n) => listingOf(deviceRow(n, now, size), upnOf(n, size)));
	say("devices are there");
	const decision = JSON.stringify({ verdict: "refuse", code: "device-cap-reached", step: "sign-in", at: now, findings: "x".repeat(700) });
	await bulk.put("attempts", size.tries, (n) => tryRow(n, now, decision, size));
	say("tries are there");
	await rest(bulk, size, now);
	await bulk.settle();
	await bulk.close();
}

async function people(bulk: Bulk, size: CrowdSize, now: number): Promise<void> {
	await bulk.put("users", size.people, (n) => ({
		...{ id: `user-${n}`, upn: upnOf(n, size), displayName: personOf(n), passwordHash: null, totp: null, enabled: n % 40 === 7 ? 0 : 1 },
		...{ enrollmentManager: 0, createdAt: now, updatedAt: now, suffix: "contoso.example" },
		searchText: searchText([upnOf(n, size), personOf(n)]),
	}));
	const keys = (n: number) => userKeysOf({ upn: upnOf(n, size), displayName: personOf(n) });
	for (const at of [0, 1]) await bulk.put("userKeys", size.people, (n) => ({ userId: `user-${n}`, key: keys(n)[at], upn: upnOf(n, size) }));
	// Who came last got no seat; and a department stands together in the alphabet.
	const last = (part: number) => Math.floor(size.people * (1 - part));
	const seats = last(0.03);
	await bulk.put("licencePlans", 1, () => ({ plan: crowdPlan, name: "Crowd", authority: "intune", seats, consumed: seats }));
	await bulk.put("licenceAssignments", size.people, (n) => {
		return {
			userId: `user-${n}`,
			upn: upnOf(n, size),
			plan: crowdPlan,
			state: n < seats ? "active" : "no-seat",
			assignedAt: now - size.people + n,
		};
	});
	const groups = [
		{ id: crowdGroups.everybody, members: size.people, from: 0 },
		{ id: crowdGroups.few, members: 30, from: last(0.01) },
		{ id: crowdGroups.last, members: size.people - last(0.04), from: last(0.04) },
	].filter(({ members }) => members <= size.people);
	await bulk.put("groups", groups.length, (n) => ({ id: groups[n]?.id, name: groups[n]?.id, nameKey: groups[n]?.id }));
	for (const { id, members, from } of groups)
		await bulk.put("groupMembers", members, (n) => ({ groupId: id, userId: `user-${from + n}`, upn: upnOf(from + n, size) }));
}

/** The plan of everybody who is seeded. */
export const crowdPlan = "CROWD";
/** Of the seeded people: all of them, thirty, and those whose names come last. */
export const crowdGroups = { everybody: "crowd-everybody", few: "crowd-few", last: "crowd-last" } as const;

/** Copies of what the house has already, many times, and what needs no example. */
async function rest(bulk: Bulk, size: CrowdSize, now: number): Promise<void> {
	const at = (n: number, of: number) => now - Math.floor((n / of) * 400 * day) - 60_000;
	const { incidents = 0, audit = 0, identifiers = 0, appleDevices = 0, blocked = 0 } = size;
	const wrong = incidents === 0 ? [] : await bulk.rowsOf("incidents");
	await bulk.put("incidents", wrong.length === 0 ? 0 : incidents, (n) => {
		const openedAt = at(n, incidents);
		const closed = n % 30 !== 0;
		return {
			...pick(wrong, n, "incident"),
			...{ id: `01900000-0000-7000-8000-${padded(n, 12)}`, subjectId: closed ? "" : `one-${n}`, openedAt, seenAt: openedAt + 3_600_000 },
			...{ closedAt: closed ? openedAt + 7_200_000 : null, closedBy: closed ? pick(["mended", "passed", "healed"], n, "end") : null },
			...{ mendedBy: null, nextCheckAt: null },
		};
	});
	const done = audit === 0 ? [] : await bulk.rowsOf("auditEntries");
	await bulk.put("auditEntries", done.length === 0 ? 0 : audit, (n) => ({
		...pick(done, n, "entry"),
		...{ id: `01900000-0000-7000-9000-${padded(n, 12)}`, at: at(n, audit), undo: null, undoes: null, undoneBy: null },
	}));
	await bulk.put("corporateIdentifiers", identifiers, (n) => {
		const serial = `KX${padded(n, 8)}`;
		const details = n % 5 === 0 ? "東京本社 受付 共有 iPad（予備）" : `Batch ${Math.floor(n / 500)}`;
		return { serial, details, importedAt: at(n, identifiers), searchText: searchText([serial, details]) };
	});
	await bulk.put("blockedDevices", blocked, (n) => ({
		...{ serial: `BX${padded(n, 8)}`, reason: n % 7 === 0 ? "紛失" : `Stolen, case ${n}`, at: at(n, blocked) },
	}));
	const listed = appleDevices === 0 ? [] : await bulk.rowsOf("adeDevices");
	await bulk.put("adeDevices", listed.length === 0 ? 0 : appleDevices, (n) => {
		const { sequence: _sequence, standing: _standing, ...one } = pick(listed, n, "listed");
		const serial = `ADE${padded(n, 9)}`;
		return { ...one, serial, searchText: searchText([serial, one["model"] as string | null]), updatedAt: at(n, appleDevices) };
	});
}

const padded = (n: number, digits: number) => String(n).padStart(digits, "0");
const upnOf = (n: number, { people }: Size) => `misaki${padded(n % people, 7)}@contoso.example`;
const serialOf = (n: number, { devices }: Size) => `C02X${padded(n % devices, 7)}`;
/** Most are short; some are what people and directories make of names. */
const names = [
	"勅使河原 権左衛門 一郎太（情報システム部 デバイス管理課 第二グループ 主任補佐 兼 東京本社受付）",
	"Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Hubert Blaine Maximilian Alexander III",
	"محمد عبد الرحمن الأنصاري",
	"👩🏽‍💻 Zoë 👨‍👩‍👧‍👦",
];
const personOf = (n: number) => (n % 11 === 3 ? pick(names, n, "name") : `高橋 美咲 ${n}`);
/** The same at each run, and spread evenly. */
const chance = (n: number, of: string) => createHash("md5").update(`${of} ${n}`).digest().readUInt32BE() / 2 ** 32;
const pick = <T>(from: readonly T[], n: number, of: string): T => from[Math.floor(chance(n, of) * from.length)] as T;
const systems = ["14.8.1", "16.7.10", "17.6.1", "18.1", "18.5", "18.6", "26.0", "26.1"];
const products = ["iPhone12,1", "iPhone14,5", "iPhone15,2", "iPhone16,1", "iPad13,1", "iPad14,8"];
const stateOf = (n: number) => {
	const part = chance(n, "state");
	return part < 0.9 ? "managed" : part < 0.97 ? "retired" : part < 0.99 ? "pending" : part < 0.9995 ? "unenrolled" : "wipe-pending";
};

function deviceRow(n: number, now: number, size: Size): DeviceRow {
	const product = pick(products, n, "product");
	const osVersion = pick(systems, n, "os");
	const name =
		n % 997 === 0 ? "受付" : n % 13 === 5 ? `${personOf(11 * n + 3)} iPhone` : `${product.startsWith("iPad") ? "iPad" : "iPhone"} ${n}`;
	const udid = `00008140-${padded(n, 16)}`;
	const enrolledAt = now - Math.floor(((size.devices - n) / size.devices) * 900 * day);
	const about = { serial: serialOf(n, size), udid, imei: null, product, label: null, name };
	return {
		...{ id: `device-${padded(n, 7)}`, ...about, osVersion, buildVersion: "22B83" },
		...{ userId: `user-${n % size.people}`, ownership: chance(n, "own") < 0.3 ? "company" : "personal", state: stateOf(n) },
		...{ topic: "com.apple.mgmt.External.1", fingerprint: `fingerprint-${n}`, attemptId: null, awaitingConfiguration: 0 },
		...{ pushToken: Buffer.alloc(60), pushMagic: Buffer.alloc(64), pushDeadAt: null, lastPushAt: null, enrolledAt },
		lastSeenAt: Math.max(enrolledAt, now - Math.floor(chance(n, "seen") ** 4 * 600 * day)),
	};
}

const codes = ["device-cap-reached", "user-not-licensed", "personal-device-blocked", "os-too-old", "challenge-used"];

function tryRow(n: number, now: number, decision: string, size: Size): Readonly<Record<string, unknown>> {
	const part = chance(n, "try");
	const state = part < 0.7 ? "enrolled" : part < 0.95 ? "refused" : part < 0.99 ? "stopped" : "open";
	const code = state !== "refused" ? null : n % 50_021 === 0 ? "dns-enrollment-cname" : pick(codes, n, "code");
	const reference = `R${padded(n, 7)}`;
	const startedAt = now - Math.floor(((size.tries - n) / size.tries) * 700 * day);
	return {
		...{
			id: `try-${padded(n, 8)}`,
			reference,
			referenceKey: reference,
			journey: pick(["web", "web", "ade-sign-in", "ade-userless"], n, "way"),
		},
		...{
			state,
			code,
			userId: `user-${n % size.people}`,
			upn: upnOf(n, size),
			udid: `00008140-${padded(n % size.devices, 16)}`,
			serial: serialOf(n, size),
		},
		...{
			product: pick(products, n, "product"),
			osVersion: pick(systems, n, "os"),
			deviceId: null,
			decision: code === null ? null : decision,
		},
		...{ awaits: null, awaitsSince: null, startedAt, updatedAt: startedAt },
	};
}
