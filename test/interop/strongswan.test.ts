import assert from "node:assert/strict";
import { after, before } from "node:test";
import { type GivenProfile, giveProfile } from "../e2e/give-profile.ts";
import { type House, openHouse } from "../e2e/harness.ts";
import { type Ended, openWorkplace, testWith, type Workplace } from "./foreign-program.ts";
import { assertIssued, assertRefused } from "./issued-identity.ts";

/** strongSwan's `pki`, unmodified: AES or triple DES, SHA-2, POST. Without the curl plugin it cannot speak HTTP. */
const strongswan = { program: "pki", packages: "strongswan-pki libstrongswan-extra-plugins libstrongswan-standard-plugins" };

const upn = "hana@contoso.example";
let house: House;
let place: Workplace;

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await house.addUser(upn);
	place = openWorkplace();
	for (const key of ["first", "second"]) await place.must("openssl", "genrsa", "-out", `${key}.key`, "2048");
	const { ca, registration } = await house.domain.authority();
	place.write("ca.der", ca.certificate.der);
	place.write("ra.der", registration.certificate.der);
});
after(async () => {
	place[Symbol.dispose]();
	await house[Symbol.asyncDispose]();
});

interface Asked {
	readonly key?: string;
	readonly password?: string;
	readonly more?: readonly string[];
}

/** It wishes for names of its own. A certificate that it got is in `issued.pem`. */
async function ask(given: GivenProfile, { key = "first.key", password, more = [] }: Asked): Promise<Ended> {
	const authority = ["--cacert-enc", "ra.der", "--cacert-sig", "ca.der", "--cacert", "ra.der"];
	const names = ["--dn", "C=JP, O=Elsewhere, CN=wished", "--san", "wished.example"];
	const secret = password === undefined ? [] : ["--password", password];
	const ended = await place.run(
		"pki",
		"--scep",
		"--url",
		given.plainScepUrl,
		"--in",
		key,
		"--outform",
		"pem",
		...names,
		...authority,
		...secret,
		...more,
	);
	if (ended.status === 0) place.write("issued.pem", ended.stdout);
	return ended;
}

function assertFailed({ status, stderr }: Ended, failInfo: string): void {
	assert.notEqual(status, 0);
	assert.match(stderr, new RegExp(`failInfo: +${failInfo}\\b`));
}

testWith(strongswan, "pki --scepca finds the root and the registration authority, and trusts the one by the other", async () => {
	const given = await giveProfile(house, upn);
	const ended = await place.run("pki", "--scepca", "--url", given.plainScepUrl, "--caout", "told-ca.der", "--raout", "told-ra.der");
	assert.equal(ended.status, 0, ended.stderr);
	assert.match(ended.stderr, /RA cert is trusted/);
	assert.deepEqual(place.read("told-ca.der"), place.read("ca.der"));
	assert.deepEqual(place.read("told-ra.der"), place.read("ra.der"));
	const steps = await house.domain.store.read.attempts.steps(given.attempt.id);
	assert.deepEqual(steps.at(-1)?.name, "ca-certificate-fetched");
});

for (const cipher of ["aes", "des3"]) {
	for (const digest of ["sha256", "sha384", "sha512"]) {
		testWith(strongswan, `pki --scep gets an identity with ${cipher} and ${digest}`, async () => {
			const given = await giveProfile(house, upn);
			const ended = await ask(given, { password: given.challenge, more: ["--cipher", cipher, "--digest", digest] });
			assert.equal(ended.status, 0, ended.stderr);
			assert.match(ended.stderr, /Issued certificate is trusted/);
			await assertIssued(house, place, "issued.pem", given);
			const steps = await house.domain.store.read.attempts.steps(given.attempt.id);
			assert.deepEqual(
				steps.map(({ name }) => name),
				["profile-downloaded", "identity-issued"],
			);
		});
	}
}

testWith(strongswan, "the same request again gets the same certificate, another key gets none", async () => {
	const given = await giveProfile(house, upn);
	const password = given.challenge;
	const first = await ask(given, { password });
	assert.equal(first.status, 0, first.stderr);
	assert.deepEqual((await ask(given, { password })).stdout, first.stdout);
	assertFailed(await ask(given, { key: "second.key", password }), "badRequest");
	await assertRefused(house, given, "challenge-used", "scep");
});

testWith(strongswan, "a wrong password, or none", async () => {
	for (const password of ["guessed", undefined]) {
		const given = await giveProfile(house, upn);
		assertFailed(await ask(given, password === undefined ? {} : { password }), "badRequest");
		await assertRefused(house, given, "challenge-unknown", "scep");
	}
});

testWith(strongswan, "an expired password", async () => {
	await using late = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await late.addUser(upn);
	const given = await giveProfile(late, upn);
	const { ca, registration } = await late.domain.authority();
	place.write("late-ca.der", ca.certificate.der);
	place.write("late-ra.der", registration.certificate.der);
	late.clock.move(15 * 60_000);
	const authority = ["--cacert-enc", "late-ra.der", "--cacert-sig", "late-ca.der", "--cacert", "late-ra.der"];
	const names = ["--in", "first.key", "--dn", "CN=wished", "--password", given.challenge];
	assertFailed(await place.run("pki", "--scep", "--url", given.plainScepUrl, ...names, ...authority), "badRequest");
	await assertRefused(late, given, "challenge-expired", "scep");
});

testWith(strongswan, "what is not safe: SHA-1, and a key that is too short", async () => {
	const given = await giveProfile(house, upn);
	assertFailed(await ask(given, { password: given.challenge, more: ["--digest", "sha1"] }), "badAlg");
	await assertRefused(house, given, "message-malformed", "unreadable", "scep: algorithm-not-supported");
	await place.must("openssl", "genrsa", "-out", "short.key", "1024");
	assertFailed(await ask(given, { key: "short.key", password: given.challenge }), "badAlg");
	await assertRefused(house, given, "message-malformed", "unreadable", "x509: key-too-short");
});

testWith(strongswan, "a renewal with the living certificate; none with a revoked or a foreign one", async () => {
	const given = await giveProfile(house, upn);
	assert.equal((await ask(given, { password: given.challenge })).status, 0);
	const old = await assertIssued(house, place, "issued.pem", given);
	place.write("old.pem", place.read("issued.pem"));
	const more = ["--cert", "old.pem", "--key", "first.key"];
	const renewed = await ask(given, { key: "second.key", more });
	assert.equal(renewed.status, 0, renewed.stderr);
	assert.notEqual(await assertIssued(house, place, "issued.pem", given), old);

	await house.domain.store.write((stores) => stores.certificates.revoke(old, house.clock.now(), "superseded"));
	assertFailed(await ask(given, { key: "second.key", more }), "badMessageCheck");
	await assertRefused(house, given, "identity-not-trusted", "renewal");

	const other = await giveProfile(house, upn);
	await place.must(
		"openssl",
		"req",
		"-x509",
		"-key",
		"first.key",
		"-subj",
		`/O=localhost/CN=${other.attempt.reference}`,
		"-out",
		"foreign.pem",
	);
	assertFailed(await ask(other, { key: "second.key", more: ["--cert", "foreign.pem", "--key", "first.key"] }), "badMessageCheck");
	await assertRefused(house, other, "identity-not-trusted", "renewal");
});

testWith(strongswan, "a renewal asked for with a key that is not the certificate's", async () => {
	const given = await giveProfile(house, upn);
	assert.equal((await ask(given, { password: given.challenge })).status, 0);
	place.write("stolen.pem", place.read("issued.pem"));
	const ended = await ask(given, { key: "second.key", more: ["--cert", "stolen.pem", "--key", "second.key"] });
	assertFailed(ended, "badMessageCheck");
	await assertRefused(house, given, "message-malformed", "unreadable", "scep: signature-wrong");
});
