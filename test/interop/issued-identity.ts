import assert from "node:assert/strict";
import { explain } from "../../src/diagnosis/explain.ts";
import { parseCertificate } from "../../src/protocol/x509/certificate.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import type { GivenProfile } from "../e2e/give-profile.ts";
import type { House } from "../e2e/harness.ts";
import type { Workplace } from "./foreign-program.ts";

/** Holds a certificate that a client got (PEM, in its folder) against what we promise, with openssl as the judge; its serial number. */
export async function assertIssued(house: House, place: Workplace, file: string, given: GivenProfile): Promise<string> {
	place.write("genkan-root.pem", house.root);
	const verified = await place.run("openssl", "verify", "-CAfile", "genkan-root.pem", "-purpose", "sslclient", "-x509_strict", file);
	assert.equal(verified.status, 0, verified.stderr);
	const shown = await place.must("openssl", "x509", "-in", file, "-noout", "-subject", "-nameopt", "RFC2253", "-ext", "subjectAltName");
	// Whatever the client wished to be called, it is called by its try.
	assert.equal(shown.toString().trim(), `subject=CN=${given.attempt.reference},O=localhost`);
	const [der] = pemToDer(place.read(file).toString(), "CERTIFICATE");
	assert.ok(der !== undefined);
	const { serial } = parseCertificate(der);
	const kept = await house.domain.store.read.certificates.bySerial(serial);
	assert.equal(kept?.attemptId, given.attempt.id);
	return serial;
}

/** Holds the try against the refusal that its client was told of: state, decision and step in the store, and the explanation. */
export async function assertRefused(house: House, given: GivenProfile, code: string, at: string, detail?: string): Promise<void> {
	const attempt = await house.attempt(given.attempt.reference);
	const { read } = house.domain.store;
	const steps = await read.attempts.steps(attempt.id);
	assert.deepEqual([attempt.state, attempt.code, attempt.decision?.code, attempt.decision?.step], ["refused", code, code, at]);
	assert.deepEqual([steps.at(-1)?.name, steps.at(-1)?.evidence], ["refused", { code, at }]);
	const explanation = explain({ attempt, steps, decision: attempt.decision }, "en");
	assert.equal(explanation.code, code);
	assert.deepEqual([explanation.findings[0]?.code, explanation.findings[0]?.outcome], [code, "fail"]);
	assert.ok(explanation.fixes.length > 0);
	const [fault] = await read.faults.list(1);
	assert.deepEqual([fault?.face, fault?.code, fault?.attemptId], ["scep", code, attempt.id]);
	if (detail !== undefined) assert.equal(fault?.detail, detail);
}
