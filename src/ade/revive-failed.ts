import type { RoundStage } from "./round-stage.ts";

const pageOf = 1000;

/**
 * Devices whose assignment failed for good, and that Apple has just named in a full fetch all the same, are tried again: once a week is not too
 * often.
 */
export async function reviveFailed({ work, clock }: RoundStage, tokenId: string): Promise<void> {
	const now = clock.now();
	for (let after: string | undefined = ""; after !== undefined; ) {
		const page = await work.read.adeDevices.list({ tokenId, state: "failed", after, limit: pageOf }, now);
		const given = page.filter(({ assignAt }) => assignAt === null);
		const byChoice = Map.groupBy(given, ({ profileId }) => profileId);
		if (given.length > 0) {
			await work.write(async (stores) => {
				for (const [profileId, devices] of byChoice) {
					const serials = devices.map(({ serial }) => serial);
					await stores.adeDevices.chooseProfile(tokenId, serials, profileId, now);
				}
			});
		}
		after = page.length < pageOf ? undefined : page.at(-1)?.serial;
	}
}
