import type { AppleDevice } from "../protocol/ade/device.ts";
import type { AfterAssigning } from "./after-assigning.ts";
import type { RoundStage, RoundStores } from "./round-stage.ts";

export interface AssignedDevice extends AfterAssigning {
	readonly serial: string;
	/** What was wanted for it when Apple was asked. */
	readonly profileId: string;
}

/** Writes down what became of the assignment of one profile_uuid. */
export async function recordAssigned(
	{ work, clock }: RoundStage,
	tokenId: string,
	uuid: string,
	devices: readonly AssignedDevice[],
): Promise<void> {
	if (devices.length === 0) return;
	const now = clock.now();
	await work.write(async (stores) => {
		await stores.adeDevices.recordResults(tokenId, uuid, devices, now);
		await keepDue(stores, tokenId, new Map(devices.map(({ serial, profileId }) => [serial, profileId])), now);
	});
}

/**
 * Nothing is to be done for these.
 *
 * @param wanted the profile of each when that was found, null for none
 * @param found what Apple has just said of them, where it was asked
 */
export async function settleDevices(
	{ work, clock }: RoundStage,
	tokenId: string,
	wanted: ReadonlyMap<string, string | null>,
	found: readonly AppleDevice[] = [],
): Promise<void> {
	if (wanted.size === 0) return;
	const now = clock.now();
	await work.write(async (stores) => {
		if (found.length > 0) await stores.adeDevices.applyPage(tokenId, found, { generation: null, now });
		await stores.adeDevices.settle(tokenId, [...wanted.keys()]);
		await keepDue(stores, tokenId, wanted, now);
	});
}

const settledAtOnce = 1000;

/** Nothing is to be done for the devices of a token without a default for which nothing was chosen. Part by part, each in a unit of its own. */
export async function settleUnwanted({ work }: Pick<RoundStage, "work">, tokenId: string): Promise<void> {
	for (let settled = settledAtOnce; settled === settledAtOnce; )
		settled = await work.write((stores) => stores.adeDevices.settleUnwanted(tokenId, settledAtOnce));
}

/** Whoever chose another profile since these devices were read made them due: that was overwritten just now, and is set again. */
async function keepDue(stores: RoundStores, tokenId: string, wanted: ReadonlyMap<string, string | null>, now: number): Promise<void> {
	const token = await stores.adeTokens.byId(tokenId);
	if (token === undefined) return;
	const changed = new Map<string | null, string[]>();
	for (const { serial, profileId } of await stores.adeDevices.ofToken(tokenId, [...wanted.keys()])) {
		if ((profileId ?? token.defaultProfileId) === wanted.get(serial)) continue;
		const serials = changed.get(profileId) ?? [];
		serials.push(serial);
		changed.set(profileId, serials);
	}
	for (const [profileId, serials] of changed) await stores.adeDevices.chooseProfile(tokenId, serials, profileId, now);
}
