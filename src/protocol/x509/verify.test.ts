import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { oids } from "../der/oids.ts";
import * as write from "../der/writer.ts";
import { buildCertificate } from "./build-certificate.ts";
import { type Certificate, fingerprint, parseCertificate } from "./certificate.ts";
import { basicConstraints, type Extension, keyUsage } from "./extension.ts";
import { buildName } from "./name.ts";
import { derToPem } from "./pem.ts";
import { type ChainRefusal, isSignedBy, verifyChain } from "./verify.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 5);
const makeKey = (): KeyObject => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const keys: Record<string, KeyObject> = {};
const keyOf = (name: string): KeyObject => {
	keys[name] ??= makeKey();
	return keys[name];
};
const ca = (pathLength?: number): Extension[] => [
	basicConstraints({ ca: true, ...(pathLength === undefined ? {} : { pathLength }) }),
	keyUsage(["keyCertSign"]),
];

let serial = 1;
interface Wish {
	readonly extensions?: readonly Extension[];
	/** Whose key is in it; the subject's own unless said. */
	readonly keyOf?: string;
	/** Whose key signs it; the issuer's unless said. */
	readonly signedBy?: string;
	readonly from?: number;
	readonly till?: number;
	readonly hash?: "sha1" | "sha256" | "sha384" | "sha512";
}

function issue(subject: string, issuer: string, wish: Wish = {}): Certificate {
	const name = (value: string) => buildName([{ type: oids.commonName, value }]);
	const der = buildCertificate(
		{
			subject: name(subject),
			issuer: name(issuer),
			serial: Buffer.of(serial++),
			notBefore: wish.from ?? now - day,
			notAfter: wish.till ?? now + day,
			spki: createPublicKey(keyOf(wish.keyOf ?? subject)).export({ format: "der", type: "spki" }),
			extensions: wish.extensions ?? [],
		},
		{ key: keyOf(wish.signedBy ?? issuer), hash: wish.hash ?? "sha256" },
	);
	return parseCertificate(der);
}

const folder = mkdtempSync(join(tmpdir(), "chain-"));
after(() => rmSync(folder, { recursive: true }));

/** OpenSSL's error number for the same chain; 0 is good. */
function opensslSays(leaf: Certificate, intermediates: readonly Certificate[], roots: readonly Certificate[]): number {
	const file = (name: string, certificates: readonly Certificate[]): string => {
		writeFileSync(join(folder, name), certificates.map(({ der }) => derToPem(der, "CERTIFICATE")).join(""));
		return join(folder, name);
	};
	const args = ["verify", "-attime", String(now / 1000), "-no-CApath", "-no-CAstore", "-CAfile", file("roots", roots)];
	if (intermediates.length > 0) args.push("-untrusted", file("intermediates", intermediates));
	const { stdout, stderr } = spawnSync("openssl", [...args, file("leaf", [leaf])], { encoding: "utf8" });
	if (stdout.includes(": OK")) return 0;
	return Number(/error (\d+) at/.exec(stderr)?.[1] ?? -1);
}

const root = issue("root", "root", { extensions: ca() });
const middle = issue("middle", "root", { extensions: ca() });
const leaf = issue("leaf", "middle");

describe("verifyChain", () => {
	const good: [string, Certificate, Certificate[]][] = [
		["through an intermediate", leaf, [middle]],
		["straight from the root", issue("short", "root"), []],
		["with a bag that holds more than the path", leaf, [issue("stray", "root", { extensions: ca() }), leaf, middle, root]],
		[
			"past an intermediate of the same name and another key",
			leaf,
			[issue("middle", "root", { extensions: ca(), signedBy: "stray" }), middle],
		],
		["past an intermediate that ended, to its renewal", leaf, [issue("middle", "root", { extensions: ca(), till: now - 1000 }), middle]],
		["four deep", issue("d", "c"), [issue("c", "b", { extensions: ca(0) }), issue("b", "middle", { extensions: ca(1) }), middle]],
	];
	for (const [name, certificate, intermediates] of good) {
		it(`finds a path ${name}, as OpenSSL does`, () => {
			const result = verifyChain(certificate, intermediates, [root], { now });
			assert.deepEqual(result.ok, true);
			assert.ok(result.ok && result.chain[0] === certificate && result.chain.at(-1) === root);
			// OpenSSL does not turn back from an intermediate whose signature is bad.
			if (!name.includes("another key")) assert.equal(opensslSays(certificate, intermediates, [root]), 0);
		});
	}

	const bad: [ChainRefusal, string, number, Certificate, Certificate[], Certificate[]?][] = [
		["no-issuer", "CN=leaf", 20, leaf, []],
		["no-issuer", "CN=middle", 20, leaf, [middle], [issue("other", "other", { extensions: ca() })]],
		["no-issuer", "CN=self", 18, issue("self", "self"), []],
		["bad-signature", "CN=forged", 7, issue("forged", "middle", { signedBy: "stray" }), [middle]],
		["bad-signature", "CN=middle", 7, leaf, [issue("middle", "root", { extensions: ca(), signedBy: "stray" })]],
		["not-a-ca", "CN=leaf", 79, issue("below", "leaf"), [leaf, middle]],
		["not-a-ca", "CN=middle", 79, leaf, [issue("middle", "root", { extensions: [basicConstraints({ ca: false })] })]],
		["not-a-ca", "CN=middle", 79, leaf, [issue("middle", "root", { extensions: [basicConstraints({ ca: true }), keyUsage(["cRLSign"])] })]],
		[
			"path-length",
			"CN=middle",
			25,
			issue("d", "c"),
			[issue("c", "middle", { extensions: ca() }), issue("middle", "root", { extensions: ca(0) })],
		],
		["expired", "CN=leaf", 10, issue("leaf", "middle", { till: now - 1000 }), [middle]],
		["expired", "CN=middle", 10, leaf, [issue("middle", "root", { extensions: ca(), till: now - 1000 })]],
		["expired", "CN=root", 10, leaf, [middle], [issue("root", "root", { extensions: ca(), till: now - 1000 })]],
		["not-yet-valid", "CN=leaf", 9, issue("leaf", "middle", { from: now + 1000 }), [middle]],
		[
			"unknown-critical-extension",
			"CN=odd",
			34,
			issue("odd", "middle", { extensions: [{ oid: "1.2.3", critical: true, value: write.nullValue() }] }),
			[middle],
		],
		[
			"unknown-critical-extension",
			"CN=middle",
			34,
			leaf,
			[issue("middle", "root", { extensions: [...ca(), { oid: "1.2.3", critical: true, value: write.nullValue() }] })],
		],
	];
	for (const [reason, at, number, certificate, intermediates, roots] of bad) {
		it(`says ${reason} at ${at}, where OpenSSL says ${number}`, () => {
			assert.deepEqual(verifyChain(certificate, intermediates, roots ?? [root], { now }), { ok: false, reason, at });
			assert.equal(opensslSays(certificate, intermediates, roots ?? [root]), number);
		});
	}

	it("says expired only of what is proved to be ours", () => {
		const forged = issue("forged", "middle", { signedBy: "stray", till: now - day });
		assert.deepEqual(verifyChain(forged, [middle], [root], { now }), { ok: false, reason: "bad-signature", at: "CN=forged" });
	});

	it("holds a certificate good to the end of its last second, and passes over the dates of those named", () => {
		const brief = issue("brief", "middle", { till: now });
		assert.equal(verifyChain(brief, [middle], [root], { now: now + 999 }).ok, true);
		assert.equal(verifyChain(brief, [middle], [root], { now: now + 1000 }).ok, false);
		const ignoreDatesOf = new Set([fingerprint(brief.der)]);
		assert.equal(verifyChain(brief, [middle], [root], { now: now + 1000, ignoreDatesOf }).ok, true);
		assert.equal(verifyChain(brief, [middle], [root], { now: now + 2 * day, ignoreDatesOf }).ok, false);
	});

	it("trusts a leaf that is itself given as a root", () => {
		const pinned = issue("pinned", "nobody", { signedBy: "stray" });
		const result = verifyChain(pinned, [], [pinned], { now });
		assert.ok(result.ok);
		assert.deepEqual(result.chain, [pinned]);
	});

	it("counts self-issued intermediates not toward the path length", () => {
		const limited = issue("middle", "root", { extensions: ca(0) });
		const rolled = issue("middle", "middle", { extensions: ca(), keyOf: "new key" });
		const below = issue("below", "middle", { signedBy: "new key" });
		const result = verifyChain(below, [limited, rolled], [root], { now });
		assert.ok(result.ok);
		assert.deepEqual(result.chain, [below, rolled, limited, root]);
	});

	it("is bounded, however many intermediates and loops are sent", () => {
		const many: Certificate[] = [];
		for (let i = 0; i < 40; i++) many.push(issue(`loop${i % 2}`, `loop${(i + 1) % 2}`, { extensions: ca() }));
		let looks = 0;
		let signatures = 0;
		const counted = (certificate: Certificate): Certificate => ({
			...certificate,
			get subject() {
				looks++;
				return certificate.subject;
			},
			get tbs() {
				signatures++;
				return certificate.tbs;
			},
		});
		const flood = (from: readonly Certificate[]) => Array.from({ length: 5000 }, (_, i) => counted(from[i % from.length] ?? root));
		const lost = counted(issue("lost", "loop0"));
		assert.equal(verifyChain(lost, flood(many), [root], { now }).ok, false);
		assert.ok(0 < signatures && signatures <= 32, `${signatures} signatures`);
		assert.ok(looks < 1000, `looked ${looks} times for an issuer among loops`);
		looks = 0;
		assert.equal(verifyChain(lost, flood([issue("stranger", "nobody")]), [root], { now }).ok, false);
		assert.ok(0 < looks && looks < 50, `looked ${looks} times for an issuer among strangers`);
	});
});

describe("isSignedBy", () => {
	it("verifies RSA and ECDSA with every hash that is used", () => {
		keys["rsa"] = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
		const rsa = issue("rsa", "rsa");
		for (const hash of ["sha1", "sha256", "sha384", "sha512"] as const) {
			assert.equal(isSignedBy(issue("x", "root", { hash }), root), true);
			assert.equal(isSignedBy(issue("x", "rsa", { hash }), rsa), true);
			assert.equal(isSignedBy(issue("x", "rsa", { hash }), root), false);
		}
		assert.equal(isSignedBy(leaf, root), false);
	});
});
