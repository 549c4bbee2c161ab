import type { Code } from "../checks/index.ts";
import type { DeviceStore } from "../devices/ports.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Work } from "../evidence/work.ts";
import type { CertificateAuthority } from "../pki/authority.ts";
import { type PresentedChallenge, presentedChallenge } from "../pki/challenges.ts";
import type { CertificateStore, ChallengeStore, IssuedCertificate } from "../pki/ports.ts";
import type { FailInfo } from "../protocol/scep/attributes.ts";
import { buildCertRepFailure, buildCertRepSuccess } from "../protocol/scep/build-cert-rep.ts";
import { type Certificate, fingerprint, parseCertificate } from "../protocol/x509/certificate.ts";
import { nameToString } from "../protocol/x509/name.ts";
import { decide } from "./decide.ts";
import { type FactStores, gather } from "./gather.ts";
import { identityFact } from "./identify.ts";
import { type Asker, readScepRequest, type ScepRequest } from "./read-scep-request.ts";
import { type RecordStores, recordDecision, recordStep } from "./record.ts";
import { recordScepRefusal } from "./record-scep-refusal.ts";
import { recordUnreadable } from "./record-unreadable.ts";
import { standing } from "./silence.ts";
import { identityOf } from "./speaker.ts";

export interface ScepStores extends FactStores, RecordStores {
	readonly challenges: ChallengeStore;
	readonly certificates: CertificateStore;
	readonly devices: DeviceStore;
}

/** A CertRep to send, or why there can be none. */
export type ScepOutcome = { readonly kind: "reply"; readonly body: Uint8Array } | { readonly kind: "unreadable" };

export interface ScepService {
	/** Notes on the try that its phone asked for the CA's certificates. */
	certificatesFetched(reference: string | null): Promise<void>;
	pkiOperation(bytes: Uint8Array, from: From): Promise<ScepOutcome>;
}

export interface ScepOptions {
	/** Single DES and SHA-1, for clients that know nothing else. */
	readonly legacyCiphers: boolean;
	/** Of a device's identity, milliseconds. */
	readonly identityLifetime: number;
	/** What failInfo each refusal is on the wire. */
	readonly failInfoOf: (code: Code) => FailInfo;
}

interface From {
	readonly reference: string | null;
	readonly peer: string;
}

/** A request, and the device's certificate that signed it where it is a renewal. */
interface Asked extends ScepRequest {
	readonly renews: IssuedCertificate | undefined;
}

/** Gives devices their identities: PKCSReq with a one-time challenge, RenewalReq with a live certificate (RFC 8894). */
export function createScepService(deps: {
	readonly work: Work<ScepStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly authority: CertificateAuthority;
	readonly options: ScepOptions;
}): ScepService {
	const { work, clock, randomness, authority, options } = deps;
	const ra = { certificate: authority.registration.certificate.der, key: authority.registration.key };

	const replyTo = (message: Asker) => ({
		signer: ra,
		hash: message.hash,
		transactionId: message.transactionId,
		recipientNonce: message.senderNonce,
		senderNonce: randomness.bytes(16),
		signingTime: clock.now(),
	});

	async function refuse(to: Asker, failInfo: FailInfo, failInfoText: string): Promise<ScepOutcome> {
		return { kind: "reply", body: await buildCertRepFailure({ ...replyTo(to), failInfo, failInfoText }) };
	}

	/**
	 * Judges the request and issues. The certificate is signed between reading and writing, since a unit of work must not wait: whoever uses the
	 * challenge first in the store gets it, and the loser is judged again.
	 */
	async function decideAndIssue(asked: Asked, from: From): Promise<{ readonly certificate: Uint8Array } | { readonly code: Code }> {
		for (;;) {
			const { record, facts, attempt } = await judge(asked, from);
			const renewal = asked.renewed !== null || record?.purpose === "renewal";
			const step = renewal ? "renewal" : "scep";
			const decision = decide(step, facts);
			const now = clock.now();
			if (decision.verdict === "refuse") {
				await work.write((stores) => recordScepRefusal(stores, deps, { decision, step, peer: from.peer }, attempt));
				return { code: decision.code };
			}
			if (facts.challenge?.state === "reused" && record?.certificateSerial != null) {
				const issued = await work.read.certificates.bySerial(record.certificateSerial);
				if (issued !== undefined) return { certificate: issued.certificate };
			}
			const issued = await issue(asked, attempt, record?.deviceId ?? asked.renews?.deviceId ?? null, now);
			const done = await work.write(async (stores) => {
				if (record !== undefined) {
					const first = await stores.challenges.use(record.hash, {
						at: now,
						requestHash: asked.requestHash,
						certificateSerial: issued.serial,
					});
					if (!first) return false;
				}
				await stores.certificates.insert(issued);
				// As it is now: while the certificate was signed, another phone may have enrolled with a profile of this try.
				const present = attempt === undefined || renewal ? undefined : await stores.attempts.byId(attempt.id);
				if (present !== undefined) {
					const admitted = await recordDecision(stores, present, step, decision, now);
					await recordStep(stores, admitted, "identity-issued", now, { serial: issued.serial, notAfter: issued.notAfter });
				}
				return true;
			});
			if (done) return { certificate: issued.certificate };
		}
	}

	async function judge(
		asked: Asked,
		from: From,
	): Promise<{ record: PresentedChallenge["record"]; facts: Facts; attempt: Attempt | undefined }> {
		const now = clock.now();
		const tryOf = (id: string | null | undefined) => (id == null ? named(work.read, from.reference) : work.read.attempts.byId(id));
		if (asked.renewed !== null) {
			// A renewal stays with the try of its certificate: some clients repeat a challenge in it, and that may be anybody's.
			const attempt = await tryOf(asked.renews?.attemptId);
			return { record: undefined, attempt, facts: { now, identity: await renewingIdentity(asked.renewed, asked.renews, now) } };
		}
		const presented = await presentedChallenge(work.read, asked.request.challengePassword, asked.requestHash, now);
		const attempt = await tryOf(presented.record?.attemptId);
		const facts: Facts = { ...(await gather(work.read, { journey: "web" }, now)), challenge: presented.fact };
		return { record: presented.record, attempt, facts };
	}

	/** Whether the certificate that signed a RenewalReq may be renewed: ours, alive, not superseded, of an enrollment that goes on. */
	async function renewingIdentity({ der, subject, serial, notBefore, notAfter }: Certificate, renews: Asked["renews"], now: number) {
		const issued = await identityOf(work.read, renews);
		const by = {
			state: renews === undefined ? "not-ours" : "ours",
			fingerprint: fingerprint(der),
			subject: nameToString(subject),
			serial,
			notBefore,
			notAfter,
		} as const;
		return identityFact(by, issued, issued?.boundTo ?? "", null, true, now);
	}

	async function issue(asked: Asked, attempt: Attempt | undefined, deviceId: string | null, now: number): Promise<IssuedCertificate> {
		const subject = attempt?.reference ?? "renewed";
		const der = await authority.issueDeviceIdentity(asked.request.spki, subject, now + options.identityLifetime);
		const { serial, notBefore, notAfter } = parseCertificate(der);
		return {
			serial,
			fingerprint: fingerprint(der),
			certificate: der,
			attemptId: attempt?.id ?? null,
			deviceId,
			notBefore,
			notAfter,
			revokedAt: null,
			revokedReason: null,
			issuedAt: now,
		};
	}

	return {
		async certificatesFetched(reference) {
			const attempt = await named(work.read, reference);
			if (attempt === undefined) return;
			const steps = await work.read.attempts.steps(attempt.id);
			// Once a profile, so that asking again and again does not fill the record.
			const last = steps.findLast(({ name }) => name === "ca-certificate-fetched" || name === "profile-downloaded");
			if (last?.name === "ca-certificate-fetched") return;
			await work.write(async (stores) => {
				// As it is now: it may have been stopped meanwhile, and this phone comes back.
				const present = await named(stores, reference);
				if (present !== undefined) await recordStep(stores, present, "ca-certificate-fetched", clock.now(), {});
			});
		},
		async pkiOperation(bytes, from) {
			const read = await readScepRequest(bytes, { recipient: ra, legacyCiphers: options.legacyCiphers });
			if (!read.ok) {
				await recordUnreadable(deps, "scep", from, read.fault);
				return read.reply === null ? { kind: "unreadable" } : refuse(read.reply.to, read.reply.failInfo, read.reply.text);
			}
			const { message, renewed, cipher } = read.asked;
			const renews = renewed === null ? undefined : await work.read.certificates.byFingerprint(fingerprint(renewed.der));
			const answer = await decideAndIssue({ ...read.asked, renews }, from);
			if ("code" in answer) return refuse(message, options.failInfoOf(answer.code), answer.code);
			const body = await buildCertRepSuccess({
				...replyTo(message),
				requestSigner: message.signer,
				issued: answer.certificate,
				chain: [authority.ca.certificate.der],
				cipher,
			});
			return { kind: "reply", body };
		},
	};
}

/** The try that an address names, while it is under way: anybody can write an address, so an enrolled try is out of its reach. */
async function named(stores: Pick<RecordStores, "attempts">, reference: string | null): Promise<Attempt | undefined> {
	const attempt = reference === null ? undefined : await stores.attempts.byReference(reference);
	return attempt === undefined || standing(attempt) === "enrolled" ? undefined : attempt;
}
