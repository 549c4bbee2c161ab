import { Agent, request } from "node:https";
import { hire, signedIn } from "../test/api/console-client.ts";
import { openAppleHouse } from "../test/e2e/failures/apple-house.ts";
import type { House } from "../test/e2e/harness.ts";
import { noPostgres, startPostgres } from "../test/postgres.ts";
import { listsOf } from "./console-filters.ts";
import { seedCrowd } from "./crowd.ts";
import { type Bench, median, type Row } from "./report.ts";

const size = {
	...{ devices: 100_000, tries: 1_000_000, people: 100_000, incidents: 4_000, audit: 100_000 },
	...{ identifiers: 30_000, blocked: 5_000, appleDevices: 50_000 },
};
const turns = 15;
/** Of the console's lists, at the median. */
const bar = { atMost: 50 };
const never = 3_600_000;
const quiet = { noticesEvery: never, lookEvery: never, incidentsEvery: never };

/** Lists of the console over an organisation of a hundred thousand devices and a million tries, asked as the console asks them. */
export const consoleLists: Bench = {
	name: "console-lists",
	run: (say) => overStore("sqlite", say),
};

/** The same over PostgreSQL as it is when it was installed. */
export const consoleListsPostgres: Bench = {
	name: "console-lists-postgres",
	async run(say) {
		const server = await startPostgres();
		if (server === undefined) throw new Error(noPostgres);
		try {
			return await overStore(await server.database(), say);
		} finally {
			await server.stop();
		}
	},
};

async function overStore(database: string, say: (progress: string) => void): Promise<readonly Row[]> {
	await using at = await openAppleHouse({ GENKAN_DATABASE: database }, quiet);
	const { tokenId, profileId } = await at.scene();
	await examples(at.house);
	const began = performance.now();
	await seedCrowd(at.house, size, say);
	say(`seeded in ${((performance.now() - began) / 1000).toFixed(0)} s`);
	// Awaited here: the house is closed when this function returns.
	return await measured(at.house, listsOf({ tokenId, profileId }), say);
}

/** Of which the crowd's incidents and entries of the record are copies. */
async function examples({ domain, clock }: House): Promise<void> {
	const now = clock.now();
	await domain.store.write(async ({ incidents, audit }) => {
		for (const code of ["dns-enrollment-cname", "user-not-licensed", "device-cap-reached"]) {
			const subject = { kind: "cause", id: code, name: "" } as const;
			await incidents.open({ id: `incident-${code}`, code, subject, openedAt: now, seenAt: now, saw: { kind: "none" } });
		}
		for (let n = 0; n < 2_000; n++) {
			const rare = n === 7;
			const actor = { kind: "person", name: n % 3 === 0 ? "bench-some" : "bench-many" } as const;
			const entry = { id: `bench-${n}`, at: now, target: n % 50 === 0 ? "bench" : `one-${n}`, detail: {}, undo: null, undoes: null };
			await audit.append({ ...entry, actor, action: rare ? "bench few" : "bench many" });
		}
	});
}

async function measured(house: House, lists: ReturnType<typeof listsOf>, say: (progress: string) => void): Promise<readonly Row[]> {
	const { cookies } = await signedIn(house, await hire(house, "bench@contoso.example", "owner"));
	const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
	const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: house.root });
	const timed = async (path: string): Promise<number> => {
		const began = performance.now();
		await get(`${house.url}/api/v1${encodeURI(path)}`, agent, cookie);
		return performance.now() - began;
	};
	const rows: Row[] = [];
	for (const [path, filters] of lists) {
		const shortest: number[] = [];
		for (let turn = 0; turn < turns; turn++) shortest.push(await timed(path));
		rows.push({ what: `GET ${path}`, unit: "ms", values: shortest, bar });
		for (const filter of filters) {
			const asked = `${path}${path.includes("?") ? "&" : "?"}${filter}`;
			const plain: number[] = [];
			const values: number[] = [];
			for (let turn = 0; turn < turns; turn++) {
				plain.push(await timed(path));
				values.push(await timed(asked));
			}
			const note = `${(median(values) / median(plain)).toFixed(1)} times the plain list (${median(plain).toFixed(1)} ms)`;
			rows.push({ what: `GET ${asked}`, unit: "ms", values, bar, note });
			say(`${asked}: ${median(values).toFixed(1)} ms, ${note}`);
		}
	}
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
