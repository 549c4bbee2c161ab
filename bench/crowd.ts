import { createHash } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { deviceSearchText } from "../src/store/device-search-text.ts";
import { searchText } from "../src/store/search.ts";
import { userKeysOf } from "../src/store/user-keys.ts";
import { versionOrder } from "../src/store/version-order.ts";
import type { House } from "../test/e2e/harness.ts";

const day = 86_400_000;

/** How many there are; what is left out is not there at all. */
export interface CrowdSize {
	readonly people: number;
	readonly devices: number;
	readonly tries: number;
	readonly incidents?: number;
	readonly audit?: number;
	readonly identifiers?: number;
	/** Of the token that the house has. */
	readonly appleDevices?: number;
}

type Put = (table: string, count: number, make: (n: number) => Readonly<Record<string, unknown>>) => void;
type Size = Pick<CrowdSize, "people" | "devices" | "tries">;

/** An organisation of this size, straight into the tables of a house on SQLite, in few transactions: through the service it would take an hour. */
export function seedCrowd(house: House, size: CrowdSize, say: (progress: string) => void): void {
	const database = new Database(join(house.domain.config.data, "genkan.sqlite"));
	database.pragma("synchronous = OFF");
	const now = house.clock.now();
	const all: Put = (table, count, make) => {
		if (count === 0) return;
		const names = Object.keys(make(0));
		const columns = names.map((name) => `"${name}"`).join(", ");
		const statement = database.prepare(`insert into "${table}" (${columns}) values (${names.map((name) => `@${name}`).join(", ")})`);
		const part = database.transaction((from: number, to: number) => {
			for (let n = from; n < to; n++) statement.run(make(n));
		});
		for (let from = 0; from < count; from += 50_000) {
			part(from, Math.min(count, from + 50_000));
			if (from % 200_000 === 0) say(`${table}: ${from}`);
		}
	};
	all("users", size.people, (n) => ({
		...{ id: `user-${n}`, upn: upnOf(n, size), displayName: personOf(n), passwordHash: null, totp: null, enabled: n % 40 === 7 ? 0 : 1 },
		...{
			enrollmentManager: 0,
			createdAt: now,
			updatedAt: now,
			suffix: "contoso.example",
			searchText: searchText([upnOf(n, size), personOf(n)]),
		},
	}));
	const keys = (n: number) => userKeysOf({ upn: upnOf(n, size), displayName: personOf(n) });
	all("userKeys", size.people, (n) => ({ userId: `user-${n}`, key: keys(n)[0], upn: upnOf(n, size) }));
	all("userKeys", size.people, (n) => ({ userId: `user-${n}`, key: keys(n)[1], upn: upnOf(n, size) }));
	all("devices", size.devices, (n) => deviceRow(n, now, size));
	const decision = JSON.stringify({ verdict: "refuse", code: "device-cap-reached", step: "sign-in", at: now, findings: "x".repeat(700) });
	all("attempts", size.tries, (n) => tryRow(n, now, decision, size));
	rest(database, all, size, now);
	database.pragma("wal_checkpoint(TRUNCATE)");
	database.close();
}

/** Copies of what the house has already, many times, and what needs no example. */
function rest(database: Database.Database, all: Put, size: CrowdSize, now: number): void {
	const rowsOf = (table: string) => database.prepare(`select * from "${table}"`).all() as Readonly<Record<string, unknown>>[];
	const at = (n: number, of: number) => now - Math.floor((n / of) * 400 * day) - 60_000;
	const { incidents = 0, audit = 0, identifiers = 0, appleDevices = 0 } = size;
	const wrong = incidents === 0 ? [] : rowsOf("incidents");
	all("incidents", wrong.length === 0 ? 0 : incidents, (n) => {
		const openedAt = at(n, incidents);
		const closed = n % 30 !== 0;
		return {
			...pick(wrong, n, "incident"),
			...{ id: `01900000-0000-7000-8000-${padded(n, 12)}`, subjectId: closed ? "" : `one-${n}`, openedAt, seenAt: openedAt + 3_600_000 },
			...{ closedAt: closed ? openedAt + 7_200_000 : null, closedBy: closed ? pick(["mended", "passed", "healed"], n, "end") : null },
			...{ mendedBy: null, nextCheckAt: null },
		};
	});
	const done = audit === 0 ? [] : rowsOf("auditEntries");
	all("auditEntries", done.length === 0 ? 0 : audit, (n) => ({
		...pick(done, n, "entry"),
		...{ id: `01900000-0000-7000-9000-${padded(n, 12)}`, at: at(n, audit), undo: null, undoes: null, undoneBy: null },
	}));
	all("corporateIdentifiers", identifiers, (n) => {
		const serial = `KX${padded(n, 8)}`;
		const details = n % 5 === 0 ? "東京本社 受付 共有 iPad（予備）" : `Batch ${Math.floor(n / 500)}`;
		return { serial, details, importedAt: at(n, identifiers), searchText: searchText([serial, details]) };
	});
	const listed = appleDevices === 0 ? [] : rowsOf("adeDevices");
	all("adeDevices", listed.length === 0 ? 0 : appleDevices, (n) => {
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

function deviceRow(n: number, now: number, size: Size): Readonly<Record<string, unknown>> {
	const product = pick(products, n, "product");
	const osVersion = pick(systems, n, "os");
	const name =
		n % 997 === 0 ? "受付" : n % 13 === 5 ? `${personOf(11 * n + 3)} iPhone` : `${product.startsWith("iPad") ? "iPad" : "iPhone"} ${n}`;
	const udid = `00008140-${padded(n, 16)}`;
	const enrolledAt = now - Math.floor(((size.devices - n) / size.devices) * 900 * day);
	const about = { serial: serialOf(n, size), udid, imei: null, product, label: null, name };
	return {
		...{ id: `device-${padded(n, 7)}`, ...about, osVersion, osOrder: versionOrder(osVersion), buildVersion: "22B83" },
		...{ userId: `user-${n % size.people}`, ownership: chance(n, "own") < 0.3 ? "company" : "personal", state: stateOf(n) },
		...{ topic: "com.apple.mgmt.External.1", fingerprint: `fingerprint-${n}`, attemptId: null, awaitingConfiguration: 0 },
		...{ pushToken: Buffer.alloc(60), pushMagic: Buffer.alloc(64), pushDeadAt: null, lastPushAt: null, enrolledAt },
		lastSeenAt: Math.max(enrolledAt, now - Math.floor(chance(n, "seen") ** 4 * 600 * day)),
		searchText: deviceSearchText({ ...about, upn: upnOf(n, size) }),
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
