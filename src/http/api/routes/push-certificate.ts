import { Buffer } from "node:buffer";
import { z } from "zod";
import type { Code, HealthCode } from "../../../checks/index.ts";
import type { PushCertificateFact } from "../../../evidence/facts.ts";
import { pushCertificateFact } from "../../../tenant/push-certificate-fact.ts";
import { action } from "../action.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { troubleShape } from "./ade-shapes.ts";
import { toldTrouble } from "./ade-told.ts";

const day = 86_400_000;
const soon = 30 * day;

const stateShape = z.enum(["none", "well", "ending", "ended", "refused", "faulty"]);

const certificateShape = z.object({
	/** By which phones know whom they obey: a certificate of another is heard by none of them. */
	topic: z.string().nullable(),
	serial: z.string(),
	appleId: z.string().nullable(),
	notBefore: instant,
	notAfter: instant,
	uploadedAt: instant,
});

const codes = [
	"push-certificate-missing",
	"push-certificate-expired",
	"push-certificate-invalid",
	"push-certificate-expiring",
	"push-topic-changed",
] as const satisfies readonly (Code | HealthCode)[];

export const pushCertificateRoutes = [
	route({
		method: "GET",
		path: "/push-certificate",
		id: "getPushCertificate",
		summary: "The certificate by which Apple lets the service call its devices: what is wrong with it, how long it lasts, those before it.",
		access: "apple.read",
		query: z.strictObject({ lang: language }),
		answer: z.object({
			state: stateShape,
			certificate: certificateShape.nullable(),
			faults: z.array(z.enum(["unparsable", "wrong-topic", "wrong-issuer", "key-mismatch"])),
			refusedByApple: z.object({ reason: z.string(), since: instant }).nullable(),
			/** Devices that listen to it, and those that listen to another topic and hear nothing. */
			devices: z.number(),
			silent: z.number(),
			/** Requests that wait for their certificate, the newest first. */
			waiting: z.array(z.object({ createdAt: instant })),
			history: z.array(certificateShape),
			trouble: z.array(troubleShape),
		}),
		async run({ query }, asked) {
			const { services, language: own } = asked;
			const { pushCertificates, devices, incidents } = services.work.read;
			const all = await pushCertificates.list();
			const stored = all.find(({ current }) => current);
			const fact = await pushCertificateFact(services.work.read, { issuers: services.pushIssuers, sealer: services.sealer });
			const now = services.clock.now();
			const topic = stored?.topic ?? null;
			const open = [];
			for (const code of codes) open.push(...(await incidents.list({ open: true, code, limit: 5 })));
			const waiting = await pushCertificates.pendingKeys();
			return {
				body: {
					state: stateOf(fact, now),
					certificate: stored === undefined ? null : told(stored),
					faults: [...(fact?.faults ?? [])],
					refusedByApple:
						fact === null || fact.refusedByApple === null
							? null
							: { reason: fact.refusedByApple.reason, since: iso(fact.refusedByApple.since) },
					devices: topic === null ? 0 : await devices.countTopic(topic),
					silent: topic === null ? 0 : await devices.countOtherTopic(topic),
					waiting: waiting.map(({ createdAt }) => ({ createdAt: iso(createdAt) })),
					history: all.filter(({ current }) => !current).map(told),
					trouble: await toldTrouble(open, query.lang ?? own, asked),
				},
			};
		},
	}),
	action({
		path: "/push-certificate/request",
		id: "requestPushCertificate",
		summary: "Makes a key and the request (CSR) for Apple's portal: its text is in `data.request`. The key waits here for the certificate.",
		command: "push-certificate csr",
		largest: 200_000,
		body: z.strictObject({
			/** A vendor's certificate with its chain and its key, one PEM: then the request comes signed, as Apple's portal takes it. */
			vendor: z.string().min(1).max(100_000).optional(),
		}),
		given: ({ body: { vendor } }) => (vendor === undefined ? {} : { "vendor-cert": "-", "vendor-key": "-" }),
		input: ({ vendor = "" }) => Buffer.from(vendor),
	}),
	action({
		path: "/push-certificate/upload",
		id: "uploadPushCertificate",
		summary:
			"Installs the certificate that Apple's portal gave. One of another topic is refused, with how many devices would be lost, until that number is confirmed.",
		command: "push-certificate upload",
		largest: 200_000,
		body: z.strictObject({
			/** PEM; a key that was not made here may stand beside it. */
			certificate: z.string().min(1).max(100_000),
			appleId: z.string().trim().min(1).max(320).optional(),
			confirmDevicesLost: z.number().int().min(0).optional(),
		}),
		given: ({ body: { certificate, appleId, confirmDevicesLost } }) => ({
			file: "-",
			...(/PRIVATE KEY-----/.test(certificate) ? { key: "-" } : {}),
			...(appleId === undefined ? {} : { "apple-id": appleId }),
			...(confirmDevicesLost === undefined ? {} : { "confirm-devices-lost": confirmDevicesLost }),
		}),
		input: ({ certificate }) => Buffer.from(certificate),
	}),
] as const;

function stateOf(fact: PushCertificateFact | null, now: number): z.input<typeof stateShape> {
	if (fact === null) return "none";
	if (fact.faults.length > 0) return "faulty";
	if (fact.notAfter <= now) return "ended";
	if (fact.refusedByApple !== null) return "refused";
	return fact.notAfter - now < soon ? "ending" : "well";
}

interface Stored {
	readonly topic: string | null;
	readonly serial: string;
	readonly appleId: string | null;
	readonly notBefore: number;
	readonly notAfter: number;
	readonly uploadedAt: number;
}

function told({ topic, serial, appleId, notBefore, notAfter, uploadedAt }: Stored): z.input<typeof certificateShape> {
	return { topic, serial, appleId, notBefore: iso(notBefore), notAfter: iso(notAfter), uploadedAt: iso(uploadedAt) };
}
