import { enroll, type Person } from "../simulator/enroll.ts";
import { makeFleet } from "../simulator/fleet.ts";
import { inParallel } from "../simulator/in-parallel.ts";
import { generateKeys, type KeyPair } from "../simulator/keys.ts";
import { createPhone } from "../simulator/phone.ts";

/** The process of the simulated phones. */
export interface WalkQuestion {
	readonly portalUrl: string;
	/** PEM. */
	readonly root: string;
	/** Of the fleet: no two questions have the same. */
	readonly seed: string;
	readonly people: readonly Person[];
	readonly atOnce: number;
	/** Whether opening the page and signing in is over before the measuring begins. */
	readonly signedInBefore: boolean;
}

export interface WalkAnswer {
	readonly seconds: number;
	/** Microseconds of this process for each enrollment. */
	readonly cpu: number;
}

let keys: Promise<readonly KeyPair[]> | undefined;
const madeBefore = () => {
	keys ??= Promise.all(Array.from({ length: 16 }, () => generateKeys(2048)));
	return keys;
};

async function walk({ portalUrl, root, seed, people, atOnce, signedInBefore }: WalkQuestion): Promise<WalkAnswer> {
	const pairs = await madeBefore();
	const walkers = makeFleet(seed, people.length).flatMap((device, index) => {
		const person = people[index];
		const pair = pairs[index % pairs.length];
		if (person === undefined || pair === undefined) return [];
		return [{ person, phone: createPhone({ ...device, roots: [root], portalUrl, keys: pair }) }];
	});
	if (signedInBefore)
		await inParallel(atOnce, walkers, async ({ phone, person }) => {
			await phone.openPortal();
			await phone.signIn(person.upn, person.password);
		});
	const started = performance.now();
	const before = process.cpuUsage();
	await inParallel(atOnce, walkers, async ({ phone, person }) => {
		const enrolled = await enroll(phone, person);
		if (!enrolled.ok) throw new Error(`a phone was not enrolled: ${JSON.stringify(enrolled)}`);
		phone.close();
	});
	const { user, system } = process.cpuUsage(before);
	return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / people.length };
}

process.on("message", (question: WalkQuestion) => {
	void walk(question).then((answer) => process.send?.(answer));
});
process.once("disconnect", () => process.exit());
