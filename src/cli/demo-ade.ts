import { type AdeDemoDevice, makeAdeDevices } from "./demo-ade-devices.ts";
import { headOfficeScenes } from "./demo-ade-office.ts";
import { storeScenes } from "./demo-ade-stores.ts";
import { connectApple, nextRound } from "./demo-ade-tokens.ts";
import type { Stage } from "./demo-stage.ts";

/** What each part of the two organizations has bought. */
const counts = { employees: 14, loans: 6, rooms: 6, counters: 6, shopStaff: 8 };

export const adeCount = Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The token that ends in an error state. */
export const brokenToken = "stores";

/** Since iOS 17 a phone says which system it has, and reads why it is refused. */
const modern = { product: "iPhone15,4", osVersion: "18.1", buildVersion: "22B83", model: "iPhone 15" };
const modernLoans = 3;

export interface AdePlay {
	readonly scenes: readonly (() => Promise<void>)[];
	/** Apple tells what became of its devices. */
	readonly end: () => Promise<void>;
}

/** Connects both tokens, and tells Apple which profiles there are: the play can begin. */
export async function prepareAde(stage: Stage): Promise<AdePlay> {
	const { iPhones, iPads } = makeAdeDevices({
		iPhones: counts.employees + counts.loans + counts.shopStaff,
		iPads: counts.rooms + counts.counters,
	});
	const [iPhone, iPad] = [drawer(iPhones), drawer(iPads)];
	const office = {
		employees: iPhone(counts.employees),
		loans: iPhone(counts.loans).map((device, index) => (index < modernLoans ? { ...device, ...modern } : device)),
		rooms: iPad(counts.rooms),
	};
	const shops = { staff: iPhone(counts.shopStaff), counters: iPad(counts.counters) };
	const [headOffice, stores] = await Promise.all([
		connectApple(stage, { name: "head-office", organization: "Contoso", devices: Object.values(office).flat() }),
		connectApple(stage, { name: brokenToken, organization: "Contoso Retail", devices: Object.values(shops).flat() }),
	]);
	const rounds = () => Promise.all([nextRound(stage, headOffice), nextRound(stage, stores)]);
	await rounds();
	const scenes = [...(await storeScenes(stage, stores, shops)), ...(await headOfficeScenes(stage, headOffice, office))];
	await rounds();
	return { scenes, end: () => nextRound(stage, headOffice) };
}

/** Takes from the front, each only once. */
function drawer(from: readonly AdeDemoDevice[]): (count: number) => readonly AdeDemoDevice[] {
	const left = [...from];
	return (count) => left.splice(0, count);
}
