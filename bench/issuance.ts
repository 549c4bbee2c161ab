import { randomBytes } from "node:crypto";
import type { Domain } from "../src/domain.ts";
import { beginAttempt } from "../src/enrollment/record.ts";
import { challengeHash, issueChallenge } from "../src/pki/challenges.ts";
import { oids } from "../src/protocol/der/oids.ts";
import { buildPkcsReq } from "../src/protocol/scep/build-request.ts";
import { buildCertificateAsync } from "../src/protocol/x509/build-certificate.ts";
import { buildName } from "../src/protocol/x509/name.ts";
import { buildRequest } from "../src/protocol/x509/request.ts";
import { type Keys, keyPool } from "./phones.ts";
import { demandAllGood, openPlace, startLoad } from "./place.ts";
import type { Bench } from "./report.ts";
import { httpRequest } from "./requests.ts";

const requestsARun = 500;
const connections = 16;
const runs = 5;
const day = 86_400_000;

/** PKCSReq to CertRep over HTTPS, each with a challenge of a try of its own, recorded before it is answered. */
export const issuance: Bench = {
	name: "issuance",
	async run(say) {
		await using place = await openPlace();
		const { domain } = place;
		const keys = await keyPool();
		await using load = startLoad();
		await using service = await place.server("service");
		const rates: number[] = [];
		const costs: number[] = [];
		for (let run = 0; run < runs; run++) {
			const asked = await Promise.all(Array.from({ length: requestsARun }, (_, index) => ask(domain, keys[index % keys.length])));
			const requests: Uint8Array[][] = Array.from({ length: connections }, () => []);
			for (const [index, { request }] of asked.entries()) requests[index % connections]?.push(request);
			const before = await service.usage();
			const outcome = demandAllGood(await load.ask({ port: service.port, requests }));
			const after = await service.usage();
			for (const { challenge } of asked) {
				const used = await domain.store.read.challenges.byHash(challengeHash(challenge));
				if (used?.certificateSerial == null) throw new Error("a request got no certificate");
			}
			rates.push(requestsARun / outcome.seconds);
			costs.push((after.cpu - before.cpu) / 1000 / requestsARun);
			say(`issuance ${run + 1}/${runs}: ${Math.round(requestsARun / outcome.seconds)}/s`);
		}
		return [
			{ what: "SCEP: PKCSReq to CertRep, HTTPS", unit: "/s", values: rates, bar: { atLeast: 150 } },
			{ what: "  processor time each", unit: "ms", values: costs },
		];
	},
};

async function ask(domain: Domain, pair: Keys | undefined): Promise<{ challenge: string; request: Uint8Array }> {
	if (pair === undefined) throw new Error("no keys");
	const { clock, randomness } = domain;
	const now = clock.now();
	const challenge = await domain.store.write(async (stores) => {
		const attempt = await beginAttempt(stores, "web", clock, randomness);
		return issueChallenge(stores, randomness, { attemptId: attempt.id, deviceId: null, purpose: "enrollment", now, lifetime: day });
	});
	const subject = buildName([{ type: oids.commonName, value: "phone" }]);
	const certificate = await buildCertificateAsync(
		{ subject, issuer: subject, serial: Uint8Array.of(1), notBefore: now - day, notAfter: now + day, spki: pair.spki, extensions: [] },
		{ key: pair.key, hash: "sha256" },
	);
	const message = await buildPkcsReq({
		csr: buildRequest({ subject, key: pair.key, spki: pair.spki, challengePassword: challenge }),
		signer: { certificate, key: pair.key },
		recipients: [(await domain.authority()).registration.certificate.der],
		cipher: "aes-128-cbc",
		hash: "sha256",
		transactionId: randomBytes(16).toString("hex"),
		senderNonce: randomBytes(16),
		messageType: "PKCSReq",
	});
	const headers = { "User-Agent": "profiled/1.0", "Content-Type": "application/x-pki-message" };
	return { challenge, request: httpRequest("POST", "/scep?operation=PKIOperation", headers, message) };
}
