import { Agent, request } from "node:https";
import { hire, signedIn } from "../test/api/console-client.ts";
import { type House, openHouse } from "../test/e2e/harness.ts";
import { seedCrowd } from "./crowd.ts";
import { type Bench, median, type Row } from "./report.ts";

const size = { devices: 100_000, tries: 1_000_000, people: 20_000 };
const turns = 15;
/** Of the console's lists, at the median. */
const bar = { atMost: 50 };

/** Lists of the console over an organisation of a hundred thousand devices and a million tries, asked as the console asks them. */
export const consoleLists: Bench = {
	name: "console-lists",
	async run(say) {
		await using house = await openHouse({ noticesEvery: 3_600_000, lookEvery: 3_600_000, incidentsEvery: 3_600_000 });
		const began = performance.now();
		seedCrowd(house, size, say);
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
