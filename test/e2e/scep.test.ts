import assert from "node:assert/strict";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { explain } from "../../src/diagnosis/explain.ts";
import { parseCertsOnly } from "../../src/protocol/cms/certs-only.ts";
import { fingerprint, parseCertificate } from "../../src/protocol/x509/certificate.ts";
import { nameToString } from "../../src/protocol/x509/name.ts";
import { isSignedBy } from "../../src/protocol/x509/verify.ts";
import { type GivenProfile, giveProfile } from "./give-profile.ts";
import { type House, openHouse } from "./harness.ts";
import { enrollByHand } from "./mdm-by-hand.ts";
import { certRepOf, getOperation, outcomeOf, postOperation, rsaKeys, type ScepRequest, scepRequest, selfSigned } from "./scep-request.ts";

const upn = "hana@contoso.example";
let house: House;

before(async () => {
	// No push in these tests: its step would come between those of a try.
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" }, pushEvery: 3_600_000 });
	await house.addUser(upn);
});
after(() => house[Symbol.asyncDispose]());

async function ask(given: GivenProfile, request: ScepRequest): Promise<Buffer | string> {
	return outcomeOf(house, await postOperation(given.plainScepUrl, request.bytes), request);
}

/** The newest refusal as the store has it, and as it is explained. */
async function refusal(given: Pick<GivenProfile, "attempt">) {
	const { reference } = given.attempt;
	const attempt = await house.attempt(reference);
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	const { code, fixes } = explain({ attempt, steps, decision: attempt.decision }, "en");
	const [fault] = await house.domain.store.read.faults.list(1);
	assert.ok(fixes.length > 0, "a refusal without a way out");
	return { state: attempt.state, code, at: attempt.decision?.step, last: steps.at(-1)?.name, fault };
}

async function refusedAs(given: GivenProfile, code: string, at: string, detail: string): Promise<void> {
	const { fault, ...told } = await refusal(given);
	assert.deepEqual(told, { state: "refused", code, at, last: "refused" });
	assert.ok(fault !== undefined);
	assert.deepEqual(
		[fault.face, fault.peer, fault.code, fault.detail, fault.attemptId],
		["scep", "127.0.0.1", code, detail, given.attempt.id],
	);
	assert.ok(Math.abs(fault.at - house.clock.now()) < 60_000);
}

const stepsOf = async (given: GivenProfile): Promise<string[]> =>
	(await house.domain.store.read.attempts.steps(given.attempt.id)).map(({ name }) => name);

test("GetCACaps and GetCACert", async () => {
	const given = await giveProfile(house, upn);
	const capabilities = await fetch(`${given.plainScepUrl}?operation=GetCACaps&message=Genkan`);
	assert.equal(capabilities.headers.get("content-type"), "text/plain");
	const words = (await capabilities.text()).split("\n");
	for (const word of ["AES", "POSTPKIOperation", "Renewal", "SCEPStandard", "SHA-256"]) assert.ok(words.includes(word), word);
	const told = await fetch(`${given.plainScepUrl}?operation=GetCACert&message=Genkan`);
	assert.equal(told.headers.get("content-type"), "application/x-x509-ca-ra-cert");
	const [registration, root] = parseCertsOnly(Buffer.from(await told.arrayBuffer())).map(parseCertificate);
	assert.ok(registration !== undefined && root !== undefined);
	assert.ok(root.isCa && isSignedBy(registration, root) && registration.keyUsage?.has("keyEncipherment"));
	await fetch(`${given.plainScepUrl}?operation=GetCACert`);
	assert.deepEqual(await stepsOf(given), ["profile-downloaded", "ca-certificate-fetched"]);
});

test("what is no operation of SCEP", async () => {
	const { plainScepUrl } = await giveProfile(house, upn);
	assert.equal((await fetch(plainScepUrl)).status, 400);
	assert.equal((await fetch(`${plainScepUrl}?operation=GetNextCACert`)).status, 400);
	const removed = await fetch(plainScepUrl, { method: "DELETE" });
	assert.deepEqual([removed.status, removed.headers.get("allow")], [405, "GET, POST"]);
});

test("an identity by POST and by every base64 of a GET: our subject, our dates, nothing that was wished for", async () => {
	for (const how of ["POST", "base64", "percent-encoded twice", "URL-safe"]) {
		const given = await giveProfile(house, upn);
		const request = await scepRequest(house, { challenge: given.challenge });
		const base64 = Buffer.from(request.bytes).toString("base64");
		const messages: { [how: string]: string } = {
			base64: encodeURIComponent(base64),
			"percent-encoded twice": encodeURIComponent(encodeURIComponent(base64)),
			"URL-safe": Buffer.from(request.bytes).toString("base64url"),
		};
		const message = messages[how];
		const { plainScepUrl } = given;
		const response = message === undefined ? await postOperation(plainScepUrl, request.bytes) : await getOperation(plainScepUrl, message);
		assert.equal(response.headers.get("content-type"), "application/x-pki-message");
		const der = await outcomeOf(house, response, request);
		assert.ok(typeof der !== "string", how);
		const issued = parseCertificate(der);
		assert.deepEqual(Buffer.from(issued.spki), request.keys.publicKey.export({ format: "der", type: "spki" }));
		assert.match(nameToString(issued.subject), new RegExp(`CN=${given.attempt.reference}`));
		assert.deepEqual(issued.subjectAltNames.dns, []);
		const { state } = await house.attempt(given.attempt.reference);
		assert.equal(state, "open");
		assert.deepEqual(await stepsOf(given), ["profile-downloaded", "identity-issued"]);
	}
});

test("the same request again gets the same certificate; another key gets none", async () => {
	const given = await giveProfile(house, upn);
	const request = await scepRequest(house, { challenge: given.challenge });
	const first = await ask(given, request);
	assert.ok(typeof first !== "string");
	assert.deepEqual(await ask(given, request), first);
	// After a broken connection a phone may build its message anew: another nonce, the same key and transaction.
	assert.deepEqual(await ask(given, await scepRequest(house, { challenge: given.challenge, keys: request.keys })), first);
	assert.deepEqual(await stepsOf(given), ["profile-downloaded", "identity-issued"]);
	assert.equal(await ask(given, await scepRequest(house, { challenge: given.challenge })), "badRequest");
	await refusedAs(given, "challenge-used", "scep", "scep");
});

test("a challenge that is missing, unknown or expired", async () => {
	const given = await giveProfile(house, upn);
	assert.equal(await ask(given, await scepRequest(house)), "badRequest");
	await refusedAs(given, "challenge-unknown", "scep", "scep");
	assert.equal(await ask(given, await scepRequest(house, { challenge: "guessed" })), "badRequest");
	await refusedAs(given, "challenge-unknown", "scep", "scep");

	await using late = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await late.addUser(upn);
	const old = await giveProfile(late, upn);
	const request = await scepRequest(late, { challenge: old.challenge });
	late.clock.move(15 * 60_000);
	assert.equal(await outcomeOf(late, await postOperation(old.plainScepUrl, request.bytes), request), "badRequest");
	const attempt = await late.attempt(old.attempt.reference);
	assert.deepEqual([attempt.state, attempt.code], ["refused", "challenge-expired"]);
});

test("a refused try goes on when the right request comes", async () => {
	const given = await giveProfile(house, upn);
	assert.equal(await ask(given, await scepRequest(house, { challenge: "guessed" })), "badRequest");
	assert.ok(typeof (await ask(given, await scepRequest(house, { challenge: given.challenge }))) !== "string");
	const { state, code } = await house.attempt(given.attempt.reference);
	assert.deepEqual([state, code], ["open", null]);
});

test("keys and requests that are not certified", async () => {
	const given = await giveProfile(house, upn);
	const { challenge } = given;
	assert.equal(await ask(given, await scepRequest(house, { challenge, keys: await rsaKeys(1024) })), "badAlg");
	await refusedAs(given, "message-malformed", "unreadable", "x509: key-too-short");

	const spoil = (csr: Buffer) => {
		const spoilt = Buffer.from(csr);
		spoilt[spoilt.length - 1] = (spoilt.at(-1) ?? 0) ^ 1;
		return spoilt;
	};
	assert.equal(await ask(given, await scepRequest(house, { challenge, spoil })), "badMessageCheck");
	await refusedAs(given, "message-malformed", "unreadable", "x509: request-signature-wrong");

	assert.equal(await ask(given, await scepRequest(house, { challenge, spoil: (csr) => csr.subarray(0, 40) })), "badMessageCheck");
	await refusedAs(given, "message-malformed", "unreadable", "der: truncated");

	const keys = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
	const rsa = await rsaKeys();
	const signer = { certificate: await selfSigned(rsa, house.clock.now()), key: rsa.privateKey };
	assert.equal(await ask(given, await scepRequest(house, { challenge, keys, signer })), "badAlg");
	await refusedAs(given, "message-malformed", "unreadable", "x509: key-not-rsa");

	assert.equal(await ask(given, await scepRequest(house, { challenge, keys })), "badAlg");
	await refusedAs(given, "message-malformed", "unreadable", "scep: signer-key-not-rsa");

	// None of them has spent the challenge.
	assert.ok(typeof (await ask(given, await scepRequest(house, { challenge }))) !== "string");
});

test("single DES and SHA-1 are refused unless the settings say otherwise", async () => {
	const given = await giveProfile(house, upn);
	const { challenge } = given;
	assert.equal(await ask(given, await scepRequest(house, { challenge, hash: "sha1" })), "badAlg");
	await refusedAs(given, "message-malformed", "unreadable", "scep: algorithm-not-supported");
	assert.equal(await ask(given, await scepRequest(house, { challenge, cipher: "des-cbc" })), "badAlg");
	await refusedAs(given, "message-malformed", "unreadable", "cms: single-des-refused");
});

test("bytes that are no message leave where, when, from whom and what kind; the try that the address names says so", async () => {
	const given = await giveProfile(house, upn);
	const request = await scepRequest(house, { challenge: given.challenge });
	const cases: [string, () => Promise<Response>, number, string][] = [
		["nothing", () => postOperation(given.plainScepUrl, new Uint8Array()), 400, "der: truncated"],
		["a web page", () => postOperation(given.plainScepUrl, Buffer.from("<html>Bad gateway</html>")), 400, "der: truncated"],
		["half a message", () => postOperation(given.plainScepUrl, request.bytes.subarray(0, 900)), 400, "der: truncated"],
		["no base64", () => getOperation(given.plainScepUrl, "%%%"), 400, "scep: get-message-percent-encoding"],
		["other base64", () => getOperation(given.plainScepUrl, "!!!!"), 400, "scep: get-message-not-base64"],
		["too much", () => postOperation(given.plainScepUrl, randomBytes(70_000)), 413, "http: too-large"],
	];
	for (const [name, send, status, detail] of cases) {
		assert.equal((await send()).status, status, name);
		await refusedAs(given, "message-malformed", "unreadable", detail);
	}
	const nowhere = new URL("/scep", given.plainScepUrl).href;
	assert.equal((await postOperation(nowhere, Buffer.from("x"))).status, 400);
	const [fault] = await house.domain.store.read.faults.list(1);
	assert.deepEqual([fault?.face, fault?.code, fault?.attemptId], ["scep", "message-malformed", null]);
	assert.deepEqual(house.complaints, []);
});

test("two phones race for one challenge: one certificate, one refusal", async () => {
	for (let round = 0; round < 5; round++) {
		const given = await giveProfile(house, upn);
		const requests = await Promise.all([0, 1, 2].map(() => scepRequest(house, { challenge: given.challenge })));
		const outcomes = await Promise.all(requests.map((request) => ask(given, request)));
		assert.deepEqual(outcomes.filter((outcome) => outcome === "badRequest").length, 2);
		const [issued] = outcomes.filter((outcome) => typeof outcome !== "string");
		assert.ok(issued !== undefined);
		assert.equal((await house.domain.store.read.certificates.byFingerprint(fingerprint(issued)))?.attemptId, given.attempt.id);
		assert.deepEqual((await stepsOf(given)).toSorted(), ["identity-issued", "profile-downloaded", "refused"]);
	}
});

test("one phone that asks twice at once gets one certificate", async () => {
	const given = await giveProfile(house, upn);
	const request = await scepRequest(house, { challenge: given.challenge });
	const [first, second] = await Promise.all([ask(given, request), ask(given, request)]);
	assert.ok(typeof first !== "string");
	assert.deepEqual(second, first);
});

test("a second phone with the profile of an enrolled one is a try of its own, once", async () => {
	await house.addUser("sora@contoso.example");
	const given = await giveProfile(house, "sora@contoso.example");
	const request = await scepRequest(house, { challenge: given.challenge });
	const issued = await ask(given, request);
	assert.ok(typeof issued !== "string");
	await enrollByHand(house, given, { certificate: issued, key: request.keys.privateKey });
	const before = await house.attempt(given.attempt.reference);
	assert.equal(before.state, "enrolled");
	const steps = await stepsOf(given);

	for (let again = 0; again < 2; again++) {
		const other = await scepRequest(house, { challenge: given.challenge });
		const certRep = await certRepOf(house, await postOperation(given.plainScepUrl, other.bytes), other);
		assert.ok(certRep.status === "failure");
		assert.deepEqual([certRep.failInfo, certRep.failInfoText], ["badRequest", "challenge-used"]);
	}
	assert.equal((await postOperation(given.plainScepUrl, Buffer.from("x"))).status, 400);
	assert.deepEqual(await house.attempt(given.attempt.reference), before);
	assert.deepEqual(await stepsOf(given), steps);
	const tries = await house.domain.store.read.attempts.list({ upn: "sora@contoso.example", limit: 10 });
	assert.equal(tries.length, 2);
	const second = tries.find(({ id }) => id !== given.attempt.id);
	assert.ok(second !== undefined);
	const { fault, ...told } = await refusal({ attempt: second });
	assert.deepEqual(told, { state: "refused", code: "challenge-used", at: "scep", last: "refused" });
	assert.equal(fault?.attemptId, null);
});

test("a renewal is signed with our own, living certificate, and is about nobody else", async () => {
	const given = await giveProfile(house, upn);
	const request = await scepRequest(house, { challenge: given.challenge });
	const old = await ask(given, request);
	assert.ok(typeof old !== "string");
	const signer = { certificate: old, key: request.keys.privateKey };
	const renewal = () => scepRequest(house, { messageType: "RenewalReq", signer });
	const renewed = await ask(given, await renewal());
	assert.ok(typeof renewed !== "string");
	assert.notDeepEqual(renewed, old);
	assert.equal(nameToString(parseCertificate(renewed).subject), nameToString(parseCertificate(old).subject));

	// Somebody else's challenge in it, spent or not, changes nothing: the certificate stays its own try's, and the challenge is not spent.
	const other = await giveProfile(house, upn);
	const bold = await ask(given, await scepRequest(house, { messageType: "RenewalReq", signer, challenge: other.challenge }));
	assert.ok(typeof bold !== "string");
	assert.equal((await house.domain.store.read.certificates.byFingerprint(fingerprint(bold)))?.attemptId, given.attempt.id);
	assert.ok(typeof (await ask(other, await scepRequest(house, { challenge: other.challenge }))) !== "string");

	const { serial } = parseCertificate(old);
	await house.domain.store.write((stores) => stores.certificates.revoke(serial, house.clock.now(), "superseded"));
	assert.equal(await ask(given, await renewal()), "badMessageCheck");
	await refusedAs(given, "identity-not-trusted", "renewal", "renewal");

	const keys = await rsaKeys();
	const foreign = { certificate: await selfSigned(keys, house.clock.now()), key: keys.privateKey };
	const fresh = await giveProfile(house, upn);
	assert.equal(await ask(fresh, await scepRequest(house, { messageType: "RenewalReq", signer: foreign })), "badMessageCheck");
	await refusedAs(fresh, "identity-not-trusted", "renewal", "renewal");

	// One that our CA did issue, but to nobody: the certificate with which the service signs profiles.
	const { profileSigner } = await house.domain.authority();
	const service = { certificate: profileSigner.certificate.der, key: profileSigner.key };
	const another = await giveProfile(house, upn);
	assert.equal(await ask(another, await scepRequest(house, { messageType: "RenewalReq", signer: service })), "badMessageCheck");
	await refusedAs(another, "identity-not-trusted", "renewal", "renewal");
});

test("a certificate that has ended is not renewed", async () => {
	await using late = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_IDENTITY_DAYS: "30" } });
	await late.addUser(upn);
	const given = await giveProfile(late, upn);
	const request = await scepRequest(late, { challenge: given.challenge });
	const old = await outcomeOf(late, await postOperation(given.plainScepUrl, request.bytes), request);
	assert.ok(typeof old !== "string");
	late.clock.move(31 * 86_400_000);
	const signer = { certificate: old, key: request.keys.privateKey };
	const renewal = await scepRequest(late, { messageType: "RenewalReq", signer });
	assert.equal(await outcomeOf(late, await postOperation(given.plainScepUrl, renewal.bytes), renewal), "badMessageCheck");
	const attempt = await late.attempt(given.attempt.reference);
	assert.deepEqual([attempt.state, attempt.code, attempt.decision?.step], ["refused", "identity-not-trusted", "renewal"]);
});
