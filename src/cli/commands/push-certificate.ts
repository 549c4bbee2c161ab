import { readFileSync } from "node:fs";
import type { Config } from "../../config/schema.ts";
import { bringPushesForward } from "../../devices/schedule-push.ts";
import type { PushIssuers } from "../../tenant/inspect-push-certificate.ts";
import { organization } from "../../tenant/organization.ts";
import { type PushCertificateUpload, uploadPushCertificate } from "../../tenant/push-certificate.ts";
import { pushCertificateFact } from "../../tenant/push-certificate-fact.ts";
import { createPushCertificateRequest } from "../../tenant/push-certificate-request.ts";
import { readUploadedKey } from "../../tenant/push-key.ts";
import { buildVendorSignedRequest } from "../../tenant/vendor-signed-request.ts";
import { enumerated, localTime, printable, textsFor } from "../../texts/texts.ts";
import { act, actingStore } from "../act.ts";
import { type Context, command } from "../command.ts";
import { refusedBy, warningText } from "../problem.ts";
import { readGivenFile } from "../read-file.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textFields } from "../text-table.ts";
import { writeNewFile } from "../write-file.ts";

export const pushCertificateCommands = [
	command({ name: "push-certificate show", aliases: ["push-certificate"], store: "read", run: (_, context) => show(context) }),
	command({
		name: "push-certificate csr",
		aliases: ["push-certificate request"],
		store: "write",
		options: {
			out: { kind: "text", value: "FILE", help: "csr-out" },
			"vendor-cert": { kind: "text", value: "FILE", help: "vendor-cert" },
			"vendor-key": { kind: "text", value: "FILE", help: "vendor-key" },
			"passphrase-file": { kind: "text", value: "FILE", help: "passphrase-file" },
		},
		run: ({ out, "vendor-cert": chain, "vendor-key": key, "passphrase-file": passphrase }, context) =>
			request({ out, chain, key, passphrase }, context),
	}),
	command({
		name: "push-certificate upload",
		store: "write",
		arguments: { file: { kind: "text", value: "FILE" } },
		options: {
			key: { kind: "text", value: "FILE", help: "push-key" },
			"passphrase-file": { kind: "text", value: "FILE", help: "passphrase-file" },
			"apple-id": { kind: "text", value: "ADDRESS", help: "apple-id" },
			"confirm-devices-lost": { kind: "number", value: "NUMBER", help: "confirm-devices-lost" },
		},
		run: (given, context) => upload(given, context),
	}),
] as const;

/** Whom push certificates may come from: Apple, and the stand-in that settings name. */
function pushIssuers({ standInPushIssuerFile }: Config): PushIssuers {
	return { standInPem: standInPushIssuerFile === null ? null : readFileSync(standInPushIssuerFile, "utf8") };
}

type Texts = { readonly ok: true; readonly texts: readonly (string | undefined)[] } | { readonly ok: false; readonly reply: Reply };

/** The files that are given, as text; undefined for one that is not. */
async function readTexts(paths: readonly (string | undefined)[], context: Context): Promise<Texts> {
	const texts: (string | undefined)[] = [];
	for (const path of paths) {
		const read = path === undefined ? undefined : await readGivenFile(path, context);
		if (read?.ok === false) return read;
		texts.push(read === undefined ? undefined : new TextDecoder().decode(read.bytes));
	}
	return { ok: true, texts };
}

async function request(
	paths: {
		readonly out: string | undefined;
		readonly chain: string | undefined;
		readonly key: string | undefined;
		readonly passphrase: string | undefined;
	},
	context: Context,
): Promise<Reply> {
	const { domain, texts, language, json } = context;
	const { said } = texts;
	if ((paths.chain === undefined) !== (paths.key === undefined)) return failed(said["vendor-both"]);
	const files = await readTexts([paths.chain, paths.key, paths.passphrase], context);
	if (!files.ok) return files.reply;
	const [chainPem, vendorPem, passphrase] = files.texts;
	const vendorKey = vendorPem === undefined ? undefined : readUploadedKey(vendorPem, passphrase?.trimEnd());
	if (vendorKey?.ok === false) return refusedBy(vendorKey.problem, language);
	const { name, supportMail } = await organization(domain.store.read);
	const store = actingStore<void>(context, (_, tell) => tell({ target: null, done: true, undo: null }));
	const made = await createPushCertificateRequest(store, {
		sealer: domain.sealer,
		organization: name,
		mail: supportMail,
		now: domain.clock.now(),
	});
	let content = made.pem;
	if (chainPem !== undefined && vendorKey !== undefined) {
		const signed = buildVendorSignedRequest({ csrPem: made.pem, chainPem, vendorKey: vendorKey.key });
		if (!signed.ok) {
			// Nobody can answer a request that nobody got.
			await domain.store.write((stores) => stores.pushCertificates.deletePendingKey(made.pending.id));
			return refusedBy(signed.problem, language);
		}
		content = `${signed.text}\n`;
	}
	if (paths.out !== undefined) {
		const stopped = await writeNewFile(paths.out, content, context);
		if (stopped !== undefined) {
			await domain.store.write((stores) => stores.pushCertificates.deletePendingKey(made.pending.id));
			return stopped;
		}
	}
	const present = await domain.store.read.pushCertificates.current();
	const steps = [
		...(chainPem === undefined ? [said["csr-vendor"]] : []),
		said["csr-portal"],
		present === undefined
			? said["csr-create"]
			: say(said["csr-renew"], { appleId: present.appleId ?? said["same-apple-account"] }, language),
		said["csr-upload"],
	].map((step, at) => `  ${at + 1}. ${step}`);
	const data = { file: paths.out ?? null, vendorSigned: chainPem !== undefined, request: paths.out === undefined ? content : null };
	const explanation = [said["csr-made"], "", ...steps].join("\n");
	// Without a file the request itself is the output, so that it can be piped on.
	if (paths.out === undefined) return done(data, content, json ? [] : [explanation]);
	return done(data, `${say(said.written, { path: paths.out }, language)}\n${explanation}`);
}

async function upload(
	given: {
		readonly file: string;
		readonly key: string | undefined;
		readonly "passphrase-file": string | undefined;
		readonly "apple-id": string | undefined;
		readonly "confirm-devices-lost": number | undefined;
	},
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const files = await readTexts([given.file, given.key, given["passphrase-file"]], context);
	if (!files.ok) return files.reply;
	const [pem = "", keyPem, passphrase] = files.texts;
	const wanted: PushCertificateUpload = {
		pem,
		...(keyPem === undefined ? {} : { keyPem }),
		...(passphrase === undefined ? {} : { passphrase: passphrase.trimEnd() }),
		...(given["apple-id"] === undefined ? {} : { appleId: given["apple-id"].normalize("NFKC") }),
		...(given["confirm-devices-lost"] === undefined ? {} : { confirmDevicesLost: given["confirm-devices-lost"] }),
		now: domain.clock.now(),
	};
	const options = { sealer: domain.sealer, issuers: pushIssuers(domain.config) };
	const outcome = await act(context, async (stores, tell) => {
		const before = await stores.pushCertificates.current();
		const uploaded = await uploadPushCertificate(stores, wanted, options);
		if (!uploaded.ok) return uploaded;
		await bringPushesForward(stores, wanted.now);
		const { topic } = uploaded.certificate;
		const reach = async () => ({ devices: topic === null ? 0 : await stores.devices.countTopic(topic) });
		tell({
			target: null,
			before: certificateValues(before),
			after: certificateValues(uploaded.certificate),
			done: true,
			undo: null,
			reach,
		});
		return uploaded;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const { certificate, warnings } = outcome;
	const { topic, serial, notBefore, notAfter, appleId } = certificate;
	const notes = warnings.map((warning) => warningText(warning, language));
	if (appleId === null) notes.push(texts.said["apple-id-unknown"]);
	const data = { topic, serial, notBefore: iso(notBefore), notAfter: iso(notAfter), appleId, warnings: warnings.map(({ kind }) => kind) };
	return done(data, say(texts.said["push-certificate-installed"], { endsAt: notAfter }, language), notes);
}

function certificateValues(of: { readonly topic: string | null; readonly serial: string; readonly notAfter: number } | undefined) {
	return { topic: of?.topic ?? null, serial: of?.serial ?? null, endsAt: of?.notAfter ?? null };
}

const day = 86_400_000;

async function show(context: Context): Promise<Reply> {
	const { domain, texts, language, paint } = context;
	const { pushCertificates, devices } = domain.store.read;
	const now = domain.clock.now();
	const stored = await pushCertificates.current();
	const pending = (await pushCertificates.pendingKeys()).length;
	const fact = await pushCertificateFact(domain.store.read, { issuers: pushIssuers(domain.config), sealer: domain.sealer });
	if (stored === undefined || fact === null) {
		const text = [
			texts.said["push-certificate-none"],
			...(pending > 0 ? [say(texts.said["requests-waiting"], { count: pending }, language)] : []),
		];
		return done({ certificate: null, pendingRequests: pending }, text.join("\n"));
	}
	const { topic, notBefore, notAfter, faults, refusedByApple, appleId } = fact;
	const silent = topic === null ? 0 : await devices.countOtherTopic(topic);
	const hearing = topic === null ? 0 : await devices.countTopic(topic);
	const daysLeft = Math.floor((notAfter - now) / day);
	const data = {
		certificate: {
			topic,
			serial: stored.serial,
			appleId,
			notBefore: iso(notBefore),
			notAfter: iso(notAfter),
			daysLeft,
			uploadedAt: iso(stored.uploadedAt),
			faults,
			refusedByApple: refusedByApple === null ? null : { reason: refusedByApple.reason, since: iso(refusedByApple.since) },
			devices: hearing,
			devicesOfOtherTopics: silent,
		},
		pendingRequests: pending,
	};
	const { fields, said } = texts;
	const words = textsFor(language);
	const ends =
		notAfter <= now
			? paint("fail", say(said["ended-at"], { endsAt: notAfter }, language))
			: say(said["ends-at"], { endsAt: notAfter, days: daysLeft }, language);
	const trouble = faults.map((fault) => words.words.faults[fault]);
	if (refusedByApple !== null)
		trouble.push(say(said["refused-by-apple"], { reason: refusedByApple.reason, refusedAt: refusedByApple.since }, language));
	const text = textFields(
		[
			[fields.topic, printable(topic ?? words.notKnown)],
			[fields.ends, ends],
			[fields.appleAccount, printable(appleId ?? words.notKnown)],
			[fields.serial, stored.serial],
			[fields.uploaded, localTime(stored.uploadedAt, language)],
			[fields.devices, String(hearing)],
			[fields.silentDevices, silent === 0 ? "" : paint("fail", String(silent))],
			[fields.trouble, paint("fail", enumerated(trouble, language))],
			[fields.waiting, pending === 0 ? "" : String(pending)],
		],
		paint,
	);
	const soon = notAfter > now && daysLeft < 30 ? [say(said["renew-soon"], { days: daysLeft }, language)] : [];
	return done(data, text, soon);
}
