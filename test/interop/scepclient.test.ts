import assert from "node:assert/strict";
import type { ScepCapability } from "../../src/protocol/scep/capabilities.ts";
import { type GivenProfile, giveProfile } from "../e2e/give-profile.ts";
import { type House, openHouse } from "../e2e/harness.ts";
import { type Ended, openWorkplace, testWith, type Workplace } from "./foreign-program.ts";
import { assertIssued, assertRefused } from "./issued-identity.ts";
import { overhear } from "./overhear.ts";

/** micromdm's `scepclient`, unmodified: single DES and SHA-1, signed attributes in an order of its own. */
const scepclient = { program: "scepclient", packages: "scep" };

const upn = "hana@contoso.example";

async function openOldHouse(legacy: "yes" | "no", withheld: readonly ScepCapability[] = []): Promise<House> {
	const settings = { GENKAN_PLAIN_PORT: "0", GENKAN_LEGACY_SCEP_CIPHERS: legacy };
	const house = await openHouse({ settings, withheldCapabilities: new Set(withheld) });
	await house.addUser(upn);
	return house;
}

/** It leaves the certificate in `client.pem`, and a request and a key that it takes again the next time. */
const ask = (place: Workplace, address: string, ...more: readonly string[]): Promise<Ended> =>
	place.run("scepclient", "-private-key", "client.key", "-server-url", address, "-cn", "wished", "-keySize", "2048", ...more);

const said = ({ stdout, stderr }: Ended): string => `${stdout.toString()}${stderr}`;

for (const [verb, withheld] of [
	["POST", []],
	["GET", ["POSTPKIOperation"]],
] as const) {
	testWith(scepclient, `an identity, and its renewal, by ${verb}`, async () => {
		await using house = await openOldHouse("yes", withheld);
		using place = openWorkplace();
		const given = await giveProfile(house, upn);
		await using between = await overhear(given.plainScepUrl);
		const first = await ask(place, between.address, "-challenge", given.challenge);
		assert.equal(first.status, 0, said(first));
		const old = await assertIssued(house, place, "client.pem", given);
		place.write("old.pem", place.read("client.pem"));

		const renewed = await ask(place, between.address, "-certificate", "old.pem");
		assert.equal(renewed.status, 0, said(renewed));
		const serial = await assertIssued(house, place, "old.pem", given);
		assert.notEqual(serial, old);
		const operations = between.operations.filter((operation) => operation.endsWith("PKIOperation"));
		assert.deepEqual(operations, [`${verb} PKIOperation`, `${verb} PKIOperation`]);

		const steps = await house.domain.store.read.attempts.steps(given.attempt.id);
		assert.deepEqual(
			steps.map(({ name }) => name),
			["profile-downloaded", "ca-certificate-fetched", "identity-issued"],
		);
	});
}

testWith(scepclient, "without the setting for old clients it is refused for its algorithms", async () => {
	await using house = await openOldHouse("no");
	using place = openWorkplace();
	const given = await giveProfile(house, upn);
	const ended = await ask(place, given.plainScepUrl, "-challenge", given.challenge);
	assert.notEqual(ended.status, 0);
	assert.match(said(ended), /failInfo: badAlg/);
	await assertRefused(house, given, "message-malformed", "unreadable", "scep: algorithm-not-supported");
});

testWith(scepclient, "a wrong, a spent and an expired challenge", async () => {
	await using house = await openOldHouse("yes");
	const refusal = async (given: GivenProfile, challenge: string): Promise<string> => {
		using place = openWorkplace();
		const ended = await ask(place, given.plainScepUrl, "-challenge", challenge);
		assert.notEqual(ended.status, 0);
		return said(ended);
	};
	const wrong = await giveProfile(house, upn);
	assert.match(await refusal(wrong, "guessed"), /failInfo: badRequest/);
	await assertRefused(house, wrong, "challenge-unknown", "scep");

	const spent = await giveProfile(house, upn);
	using place = openWorkplace();
	assert.equal((await ask(place, spent.plainScepUrl, "-challenge", spent.challenge)).status, 0);
	assert.match(await refusal(spent, spent.challenge), /failInfo: badRequest/);
	await assertRefused(house, spent, "challenge-used", "scep");

	const expired = await giveProfile(house, upn);
	house.clock.move(15 * 60_000);
	assert.match(await refusal(expired, expired.challenge), /failInfo: badRequest/);
	await assertRefused(house, expired, "challenge-expired", "scep");
});
