import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Log } from "../evidence/log.ts";
import type { Work } from "../evidence/work.ts";
import { pauseAfter } from "./back-off.ts";
import type { Delivery, NoticeEvent, NoticeStores, NoticeTarget, TargetKind } from "./ports.ts";
import { mostTargets } from "./targets.ts";

/**
 * What became of one try. `error`: one word or status, never what the other side wrote. `again`: it may be taken later. `never`: this target will not take
 * this message. `gone`: this target takes nothing any more.
 */
export type Sent = { readonly result: "sent" } | { readonly result: "again" | "never" | "gone"; readonly error: string };

/** Sends one message to one target, within its own time limit, and answers what became of it; `signal` cuts it short. */
export type Sender = (
	message: { readonly delivery: Delivery; readonly target: NoticeTarget; readonly events: readonly NoticeEvent[] },
	signal: AbortSignal,
) => Promise<Sent>;

export interface OutboxDeps {
	readonly work: Work<NoticeStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly log: Log;
	readonly senders: { readonly [K in TargetKind]: Sender };
}

export interface Outbox {
	/** Begins what is due, as far as there is room, and does not wait for it. */
	begin(): Promise<void>;
	/** Sends until nothing is due; resolves with how many tries that were. */
	runDue(): Promise<number>;
	/** Begins nothing new, cuts off what is under way, and gives it back. */
	stop(): Promise<void>;
}

/** Longer than any sender takes; after a crash the message is tried again when it has passed. */
const leaseMs = 3 * 60_000;
/** At once. A webhook has its own place always; mails share one server, which shall not be flooded. */
const places: { readonly [K in TargetKind]: number } = { mail: 4, webhook: mostTargets.webhook };

/**
 * Sends what waits, one message to a target at a time, so that a slow one delays itself alone; e-mails and webhooks have places of their own. What fails
 * is tried again for a day, then given up. At least once: after a crash, or where nobody knows whether it arrived, it is sent again with the same id.
 */
export function createOutbox({ work, clock, randomness, log, senders }: OutboxDeps): Outbox {
	const running = new Map<string, Promise<void>>();
	const kinds = new Map<string, TargetKind>();
	const stopping = new AbortController();
	let tries = 0;

	async function send(delivery: Delivery): Promise<void> {
		const target = await work.read.noticeTargets.byId(delivery.targetId);
		const events = await work.read.notices.eventsAmong(delivery.events);
		const sent: Sent =
			target === undefined || target.state === "stopped"
				? { result: "never", error: "target-gone" }
				: await senders[delivery.kind]({ delivery, target, events }, stopping.signal).catch((error: unknown) =>
						unexpected(delivery, error),
					);
		if (stopping.signal.aborted && sent.result !== "sent") return work.write((stores) => stores.noticeDeliveries.release(delivery.id));
		tries++;
		await work.write((stores) => write(stores, delivery, sent));
	}

	/** A webhook that was sealed under another master key, or a bug: it counts as a try, or it would come again for ever. */
	function unexpected({ id }: Delivery, error: unknown): Sent {
		log.error({ delivery: id, cause: error instanceof Error ? error.message : "unknown" }, "a notice could not be sent");
		return { result: "again", error: "failed" };
	}

	async function write(
		{ noticeDeliveries, noticeTargets }: NoticeStores,
		{ id, targetId, tries: before }: Delivery,
		sent: Sent,
	): Promise<void> {
		const at = clock.now();
		if (sent.result === "sent") return noticeDeliveries.end(id, { state: "sent", error: null, at });
		const pause = sent.result === "again" ? pauseAfter(before + 1, randomness) : null;
		if (pause !== null) return noticeDeliveries.again(id, at + pause, sent.error);
		await noticeDeliveries.end(id, { state: "given-up", error: sent.error, at });
		log.warn({ delivery: id, error: sent.error, tries: before + 1 }, "a notice was given up");
		if (sent.result !== "gone") return;
		await noticeTargets.update(targetId, { state: "stopped" });
		await noticeDeliveries.giveUp(targetId, sent.error, at);
	}

	async function start(kind: TargetKind): Promise<number> {
		const busy = [...kinds].filter(([, one]) => one === kind).map(([id]) => id);
		const limit = places[kind] - busy.length;
		if (limit <= 0 || stopping.signal.aborted) return 0;
		const now = clock.now();
		// The usual look: nothing waits. It costs no write.
		if (!(await work.read.noticeDeliveries.anyDue(kind, now))) return 0;
		const due = await work.write((stores) => stores.noticeDeliveries.claim({ kind, now, leaseUntil: now + leaseMs, limit, except: busy }));
		for (const delivery of due) {
			const { targetId } = delivery;
			kinds.set(targetId, kind);
			const sending = send(delivery)
				// What the store did not take down is tried again when the lease has passed.
				.catch((error: unknown) => {
					log.error(
						{ delivery: delivery.id, cause: error instanceof Error ? error.message : "unknown" },
						"what became of a notice is not written",
					);
				})
				.finally(() => {
					running.delete(targetId);
					kinds.delete(targetId);
				});
			running.set(targetId, sending);
		}
		return due.length;
	}

	return {
		async begin() {
			await start("mail");
			await start("webhook");
		},
		async runDue() {
			const before = tries;
			for (;;) {
				const begun = (await start("mail")) + (await start("webhook"));
				if (begun === 0 && running.size === 0) return tries - before;
				await Promise.race(running.values());
			}
		},
		async stop() {
			stopping.abort();
			await Promise.all(running.values());
		},
	};
}
