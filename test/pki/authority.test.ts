import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openAuthority } from "../../src/pki/authority.ts";
import { createSealer } from "../../src/pki/seal.ts";
import { fingerprint } from "../../src/protocol/x509/certificate.ts";
import { derToPem } from "../../src/protocol/x509/pem.ts";
import { openStore } from "../../src/store/open.ts";
import { temporaryStore } from "../temporary-store.ts";

const folder = mkdtempSync(join(tmpdir(), "genkan-pki-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => Date.now() };
const randomness = { bytes: (length: number) => randomBytes(length) };
const masterKey = randomBytes(32);
const file = join(folder, "store.sqlite");
const year = 365 * 86_400_000;

async function opened(key = masterKey) {
	const store = await openStore({ kind: "sqlite", file });
	const sealer = createSealer(key, randomness);
	try {
		return { store, authority: await openAuthority({ work: store, sealer, clock, randomness, organization: "Contoso" }) };
	} catch (error) {
		await store.close();
		throw error;
	}
}

test("two that open a new store at once have one authority", async (context) => {
	const store = await temporaryStore(context);
	const sealer = createSealer(masterKey, randomness);
	const open = () => openAuthority({ work: store, sealer, clock, randomness, organization: "Contoso" });
	const [one, other] = await Promise.all([open(), open()]);
	for (const which of ["ca", "registration", "profileSigner"] as const) {
		assert.equal(fingerprint(one[which].certificate.der), fingerprint(other[which].certificate.der), which);
		assert.ok(one[which].key.equals(other[which].key), which);
	}
});

function openssl(...words: string[]): string {
	const done = spawnSync("openssl", words, { cwd: folder, encoding: "utf8" });
	assert.equal(done.status, 0, `openssl ${words.join(" ")}: ${done.stderr}`);
	return done.stdout;
}

test("openssl verifies what the authority issues, for the purpose that it is issued for", async () => {
	const { store, authority } = await opened();
	const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const device = await authority.issueDeviceIdentity(publicKey.export({ format: "der", type: "spki" }), "K7-4QPM", clock.now() + year);
	const server = await authority.issueServer(["mdm.contoso.example", "127.0.0.1"]);
	writeFileSync(join(folder, "ca.pem"), derToPem(authority.ca.certificate.der, "CERTIFICATE"));
	writeFileSync(join(folder, "device.pem"), derToPem(device, "CERTIFICATE"));
	writeFileSync(join(folder, "ra.pem"), derToPem(authority.registration.certificate.der, "CERTIFICATE"));
	writeFileSync(join(folder, "signer.pem"), derToPem(authority.profileSigner.certificate.der, "CERTIFICATE"));
	writeFileSync(join(folder, "server.pem"), derToPem(server.certificate.der, "CERTIFICATE"));
	openssl("verify", "-x509_strict", "-CAfile", "ca.pem", "-purpose", "sslclient", "device.pem");
	openssl("verify", "-x509_strict", "-CAfile", "ca.pem", "-purpose", "sslserver", "-verify_hostname", "mdm.contoso.example", "server.pem");
	openssl("verify", "-x509_strict", "-CAfile", "ca.pem", "-verify_ip", "127.0.0.1", "server.pem");
	openssl("verify", "-x509_strict", "-CAfile", "ca.pem", "ra.pem", "signer.pem");
	const text = openssl("x509", "-in", "device.pem", "-noout", "-subject", "-ext", "extendedKeyUsage,basicConstraints");
	assert.match(text, /O = Contoso, CN = K7-4QPM/);
	assert.match(text, /TLS Web Client Authentication/);
	assert.match(text, /CA:FALSE/);
	// A device's identity may not issue: openssl refuses a chain through it.
	assert.notEqual(spawnSync("openssl", ["verify", "-CAfile", "device.pem", "server.pem"], { cwd: folder }).status, 0);
	await store.close();
});

test("a second start finds the same keys, and none of them lies readable in the store", async () => {
	const first = await opened();
	await first.store.close();
	const second = await opened();
	for (const name of ["ca", "registration", "profileSigner"] as const) {
		assert.deepEqual(Buffer.from(second.authority[name].certificate.der), Buffer.from(first.authority[name].certificate.der));
		const der = second.authority[name].key.export({ format: "der", type: "pkcs8" });
		const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
		// The middle of the private key: modulus and exponent stand in the certificate too, the primes nowhere else.
		assert.equal(bytes.indexOf(der.subarray(-200, -100)), -1, name);
	}
	await second.store.close();
});

test("under another master key nothing opens, and the message says so", async () => {
	await assert.rejects(opened(randomBytes(32)), /sealed under another master key/);
});

test("serial numbers are positive, random and never the same", async () => {
	const { store, authority } = await opened();
	const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const spki = publicKey.export({ format: "der", type: "spki" });
	const serials = new Set<string>();
	for (let i = 0; i < 20; i++) {
		writeFileSync(join(folder, "one.pem"), derToPem(await authority.issueDeviceIdentity(spki, "x", clock.now() + year), "CERTIFICATE"));
		serials.add(openssl("x509", "-in", "one.pem", "-noout", "-serial").trim());
	}
	assert.equal(serials.size, 20);
	for (const serial of serials) assert.match(serial, /^serial=[4-7][0-9A-F]{31}$/);
	await store.close();
});
