import type { Severity } from "../checks/severity.ts";
import type { Randomness } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import { type NoticeStores, type NoticeTarget, type Topic, topics } from "./ports.ts";
import { sealWebhook } from "./webhook-address.ts";
import { isPrivateHost } from "./webhook-sender.ts";
import { newWebhookSecret } from "./webhook-signature.ts";

export type RecipientProblem =
	| { readonly kind: "mail-address-malformed"; readonly address: string }
	| { readonly kind: "recipient-there"; readonly address: string }
	| { readonly kind: "recipient-unknown"; readonly address: string }
	| { readonly kind: "too-many-recipients"; readonly limit: number };

export type WebhookProblem =
	| { readonly kind: "webhook-address-malformed" }
	| { readonly kind: "webhook-not-https" }
	| { readonly kind: "webhook-private-address"; readonly host: string }
	| { readonly kind: "topic-unknown"; readonly topic: string; readonly possible: readonly string[] }
	| { readonly kind: "webhook-unknown"; readonly id: string }
	| { readonly kind: "too-many-webhooks"; readonly limit: number };

type Stores = Pick<NoticeStores, "notices" | "noticeTargets" | "noticeDeliveries">;

/** So many are told. */
export const mostTargets = { mail: 200, webhook: 100 } as const;

/** RFC 5321's lengths, and no character that has a meaning in a header or a command. */
const mailAddress = /^[^\s<>@",;:()[\]\\\p{Cc}]{1,64}@(?=.{1,253}$)[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u;

interface Wish {
	readonly language: "en" | "ja";
	readonly least: Severity;
	readonly now: number;
}

/** Somebody is told by e-mail from now on; of what happened before they hear nothing. */
export async function addRecipient(
	stores: Stores,
	{ address: typed, language, least, now, id }: Wish & { readonly address: string; readonly id: string },
): Promise<Outcome<{ readonly target: NoticeTarget }, RecipientProblem>> {
	const address = typed.trim().toLowerCase();
	if (!mailAddress.test(address)) return refused({ kind: "mail-address-malformed", address: typed });
	const recipients = await targetsOf(stores, "mail");
	if (recipients.some((one) => one.address === address)) return refused({ kind: "recipient-there", address });
	if (recipients.length >= mostTargets.mail) return refused({ kind: "too-many-recipients", limit: mostTargets.mail });
	const target = await begin(stores, { id, kind: "mail", address, sealed: null, topics: null, language, least, now });
	return { ok: true, target };
}

/** Nothing is sent to them any more, nor what waits already. */
export async function removeRecipient(
	stores: Stores,
	{ address: typed, now }: { readonly address: string; readonly now: number },
): Promise<Outcome<{ readonly target: NoticeTarget }, RecipientProblem>> {
	const address = typed.trim().toLowerCase();
	const target = (await targetsOf(stores, "mail")).find((one) => one.address === address);
	if (target === undefined) return refused({ kind: "recipient-unknown", address: typed });
	await end(stores, target.id, now);
	return { ok: true, target };
}

export interface WebhookWish extends Wish {
	readonly url: string;
	/** Empty: all. */
	readonly topics: readonly string[];
	readonly allowPrivate: boolean;
}

/** A program is told from now on. The secret by which it knows who tells it is answered here, and never again. */
export async function addWebhook(
	stores: Stores,
	wish: WebhookWish,
	{ sealer, randomness }: { readonly sealer: Sealer; readonly randomness: Randomness },
): Promise<Outcome<{ readonly target: NoticeTarget; readonly secret: string }, WebhookProblem>> {
	const { topics: wanted, language, least, now, allowPrivate } = wish;
	if (!URL.canParse(wish.url) || wish.url.length > 2000) return refused({ kind: "webhook-address-malformed" });
	const url = new URL(wish.url);
	if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.hash !== "") return refused({ kind: "webhook-address-malformed" });
	if (url.protocol !== "https:" && !allowPrivate) return refused({ kind: "webhook-not-https" });
	if (isPrivateHost(url) && !allowPrivate) return refused({ kind: "webhook-private-address", host: url.hostname });
	const strange = wanted.find((one) => !isTopic(one));
	if (strange !== undefined) return refused({ kind: "topic-unknown", topic: strange, possible: topics });
	if ((await targetsOf(stores, "webhook")).length >= mostTargets.webhook)
		return refused({ kind: "too-many-webhooks", limit: mostTargets.webhook });
	const id = `hook-${randomness.bytes(4).toString("hex")}`;
	const secret = newWebhookSecret(randomness);
	const sealed = sealWebhook(sealer, id, { url: url.href, secret });
	const chosen = wanted.length === 0 ? null : wanted.filter(isTopic);
	const target = await begin(stores, { id, kind: "webhook", address: url.origin, sealed, topics: chosen, language, least, now });
	return { ok: true, target, secret };
}

/** Its address and secret are forgotten, and what waits for it is not sent. */
export async function removeWebhook(
	stores: Stores,
	{ id, now }: { readonly id: string; readonly now: number },
): Promise<Outcome<{ readonly target: NoticeTarget }, WebhookProblem>> {
	const target = await stores.noticeTargets.byId(id);
	if (target?.kind !== "webhook") return refused({ kind: "webhook-unknown", id });
	await end(stores, id, now);
	return { ok: true, target };
}

async function targetsOf({ noticeTargets }: Stores, kind: NoticeTarget["kind"]): Promise<NoticeTarget[]> {
	return (await noticeTargets.list()).filter((one) => one.kind === kind);
}

type Beginning = Pick<NoticeTarget, "id" | "kind" | "address" | "sealed" | "topics" | "language" | "least"> & { readonly now: number };

async function begin({ notices, noticeTargets }: Stores, { now, ...target }: Beginning): Promise<NoticeTarget> {
	const last = await notices.lastSequence();
	const marks = { urgentThrough: last, dailyThrough: last, lastMessageAt: null, dailyDay: null };
	const whole: NoticeTarget = { ...target, ...marks, state: "active", createdAt: now };
	await noticeTargets.insert(whole);
	return whole;
}

async function end({ noticeTargets, noticeDeliveries }: Stores, id: string, now: number): Promise<void> {
	await noticeDeliveries.giveUp(id, "target-gone", now);
	await noticeTargets.delete(id);
}

const isTopic = (word: string): word is Topic => topics.some((one) => one === word);
