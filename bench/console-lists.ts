import { createHash } from "node:crypto";
import { Agent, request } from "node:https";
import { join } from "node:path";
import Database from "better-sqlite3";
import { deviceSearchText } from "../src/store/device-search-text.ts";
import { versionOrder } from "../src/store/version-order.ts";
import { hire, signedIn } from "../test/api/console-client.ts";
import { type House, openHouse } from "../test/e2e/harness.ts";
import { type Bench, median, type Row } from "./report.ts";

const devices = 100_000;
const tries = 1_000_000;
const people = 20_000;
const turns = 15;
/** Of the console's lists, at the median. */
const bar = { atMost: 50 };
const day = 86_400_000;

/** Lists of the console over an organisation of a hundred thousand devices and a million tries, asked as the console asks them. */
export const consoleLists: Bench = {
	name: "console-lists",
	async run(say) {
		await using house = await openHouse({ noticesEvery: 3_600_000, lookEvery: 3_600_000, incidentsEvery: 3_600_000 });
		const began = performance.now();
		seed(house, say);
		say(`seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`);
		// Awaited here: the house is closed when this function returns.
		return await measured(house, say);
	},
};

/** The plain newest page, beside which each filtered one is told. */
const lists: readonly (readonly [path: string, filters: readonly string[]])[] = [
	[
		"/devices",
		[
			"search=misaki0001234@",
			"search=C02X00777",
			"search=nobody-has-this",
			"search=iphone",
			"search=%E5%8F%97%E4%BB%98",
			"state=managed",
			"state=wipe-pending",
			"state=retired&platform=iPad",
			"ownership=company",
			"ownership=company&state=pending&search=x00",
			"platform=iPad",
			"osBelow=15.0",
			"osBelow=13.0",
			"notSeenDays=30",
			"notSeenDays=300",
			"notSeenDays=601",
			"notSeenDays=90&state=managed&platform=iPad&ownership=company",
			"user=misaki0000042@contoso.example",
		],
	],
	[
		"/attempts",
		[
			"state=refused",
			"state=stopped",
			"journey=web",
			"journey=ade-userless&state=refused",
			"code=device-cap-reached",
			"code=dns-enrollment-cname",
			"user=misaki0000042@contoso.example",
			"serial=C02X0007777",
			"state=refused&code=device-cap-reached&journey=web",
		],
	],
];

async function measured(house: House, say: (progress: string) => void): Promise<readonly Row[]> {
	const { cookies } = await signedIn(house, await hire(house, "bench@contoso.example", "owner"));
	const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
	const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: house.root });
	const timed = async (path: string): Promise<number> => {
		const began = performance.now();
		await get(`${house.url}/api/v1${path}`, agent, cookie);
		return performance.now() - began;
	};
	const rows: Row[] = [];
	for (const [path, filters] of lists) {
		for (const filter of filters) {
			const plain: number[] = [];
			const values: number[] = [];
			for (let turn = 0; turn < turns; turn++) {
				plain.push(await timed(path));
				values.push(await timed(`${path}?${filter}`));
			}
			const note = `${(median(values) / median(plain)).toFixed(1)} times the newest page (${median(plain).toFixed(1)} ms)`;
			rows.push({ what: `GET ${path}?${decodeURIComponent(filter)}`, unit: "ms", values, bar, note });
			say(`${path}?${filter}: ${median(values).toFixed(1)} ms`);
		}
	}
	const counts: number[] = [];
	for (let turn = 0; turn < turns; turn++) counts.push(await timed("/devices/counts"));
	rows.push({ what: "GET /devices/counts", unit: "ms", values: counts, bar });
	agent.destroy();
	return rows;
}

function get(url: string, agent: Agent, cookie: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const asked = request(url, { agent, headers: { cookie } }, (response) => {
			response.resume().on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode} ${url}`))));
		});
		asked.on("error", reject).end();
	});
}

const padded = (n: number, digits: number) => String(n).padStart(digits, "0");
const upnOf = (n: number) => `misaki${padded(n % people, 7)}@contoso.example`;
const serialOf = (n: number) => `C02X${padded(n % devices, 7)}`;
/** The same at each run, and spread evenly. */
const chance = (n: number, of: string) => createHash("md5").update(`${of} ${n}`).digest().readUInt32BE() / 2 ** 32;
const pick = <T>(from: readonly T[], n: number, of: string): T => from[Math.floor(chance(n, of) * from.length)] as T;
const systems = ["14.8.1", "16.7.10", "17.6.1", "18.1", "18.5", "18.6", "26.0", "26.1"];
const products = ["iPhone12,1", "iPhone14,5", "iPhone15,2", "iPhone16,1", "iPad13,1", "iPad14,8"];
const stateOf = (n: number) => {
	const part = chance(n, "state");
	return part < 0.9 ? "managed" : part < 0.97 ? "retired" : part < 0.99 ? "pending" : part < 0.9995 ? "unenrolled" : "wipe-pending";
};

/** Straight into the tables, in few transactions: through the service it would take an hour. */
function seed(house: House, say: (progress: string) => void): void {
	const database = new Database(join(house.domain.config.data, "genkan.sqlite"));
	database.pragma("synchronous = OFF");
	const now = house.clock.now();
	const put = (table: string, row: Readonly<Record<string, unknown>>) => {
		const names = Object.keys(row);
		const columns = names.map((name) => `"${name}"`).join(", ");
		return database.prepare(`insert into "${table}" (${columns}) values (${names.map((name) => `@${name}`).join(", ")})`);
	};
	const all = (table: string, count: number, make: (n: number) => Readonly<Record<string, unknown>>) => {
		const statement = put(table, make(0));
		const part = database.transaction((from: number, to: number) => {
			for (let n = from; n < to; n++) statement.run(make(n));
		});
		for (let from = 0; from < count; from += 50_000) {
			part(from, Math.min(count, from + 50_000));
			if (from % 200_000 === 0) say(`${table}: ${from}`);
		}
	};
	all("users", people, (n) => ({
		...{ id: `user-${n}`, upn: upnOf(n), displayName: `高橋 美咲 ${n}`, passwordHash: null, totp: null, enabled: 1 },
		...{ enrollmentManager: 0, createdAt: now, updatedAt: now, suffix: "contoso.example", searchText: upnOf(n) },
	}));
	all("devices", devices, (n) => deviceRow(n, now));
	const decision = JSON.stringify({ verdict: "refuse", code: "device-cap-reached", step: "sign-in", at: now, findings: "x".repeat(700) });
	all("attempts", tries, (n) => tryRow(n, now, decision));
	database.pragma("wal_checkpoint(TRUNCATE)");
	database.close();
}

function deviceRow(n: number, now: number): Readonly<Record<string, unknown>> {
	const product = pick(products, n, "product");
	const osVersion = pick(systems, n, "os");
	const name = n % 997 === 0 ? "受付" : `${product.startsWith("iPad") ? "iPad" : "iPhone"} ${n}`;
	const udid = `00008140-${padded(n, 16)}`;
	const enrolledAt = now - Math.floor(((devices - n) / devices) * 900 * day);
	const about = { serial: serialOf(n), udid, imei: null, product, label: null, name };
	return {
		...{ id: `device-${padded(n, 7)}`, ...about, osVersion, osOrder: versionOrder(osVersion), buildVersion: "22B83" },
		...{ userId: `user-${n % people}`, ownership: chance(n, "own") < 0.3 ? "company" : "personal", state: stateOf(n) },
		...{ topic: "com.apple.mgmt.External.1", fingerprint: `fingerprint-${n}`, attemptId: null, awaitingConfiguration: 0 },
		...{ pushToken: Buffer.alloc(60), pushMagic: Buffer.alloc(64), pushDeadAt: null, lastPushAt: null, enrolledAt },
		lastSeenAt: Math.max(enrolledAt, now - Math.floor(chance(n, "seen") ** 4 * 600 * day)),
		searchText: deviceSearchText({ ...about, upn: upnOf(n) }),
	};
}

const codes = ["device-cap-reached", "user-not-licensed", "personal-blocked", "os-too-old", "scep-challenge-spent"];

function tryRow(n: number, now: number, decision: string): Readonly<Record<string, unknown>> {
	const part = chance(n, "try");
	const state = part < 0.7 ? "enrolled" : part < 0.95 ? "refused" : part < 0.99 ? "stopped" : "open";
	const code = state !== "refused" ? null : n % 50_021 === 0 ? "dns-enrollment-cname" : pick(codes, n, "code");
	const reference = `R${padded(n, 7)}`;
	const startedAt = now - Math.floor(((tries - n) / tries) * 700 * day);
	return {
		...{
			id: `try-${padded(n, 8)}`,
			reference,
			referenceKey: reference,
			journey: pick(["web", "web", "ade-sign-in", "ade-userless"], n, "way"),
		},
		...{ state, code, userId: `user-${n % people}`, upn: upnOf(n), udid: `00008140-${padded(n % devices, 16)}`, serial: serialOf(n) },
		...{
			product: pick(products, n, "product"),
			osVersion: pick(systems, n, "os"),
			deviceId: null,
			decision: code === null ? null : decision,
		},
		...{ awaits: null, awaitsSince: null, startedAt, updatedAt: startedAt },
	};
}
