import type { Severity } from "../checks/severity.ts";
import type { Incident } from "../evidence/incident.ts";

/** What people and programs can be told of. A webhook may choose among them. */
export const topics = ["incident.opened", "incident.worsened", "incident.reopened", "incident.closed", "certificate.expiring"] as const;

export type Topic = (typeof topics)[number];

/** What was told of an incident, so that nothing is told twice. */
export interface Noticed {
	readonly incidentId: string;
	readonly open: boolean;
	/** The worst that was told since it opened. */
	readonly severity: Severity;
	/** Of what ends on a day: the last mark that was told, in days before the end. null: it does not end. */
	readonly stage: number | null;
	readonly at: number;
}

/** One thing to tell. `incident` is as it was then: a message that is tried again says the same as at first. */
export interface NoticeEvent {
	/** Made by the store, counting up. */
	readonly sequence: number;
	readonly at: number;
	readonly topic: Topic;
	readonly severity: Severity;
	/** false: it can wait for the daily digest. */
	readonly urgent: boolean;
	readonly incident: Incident;
}

export interface NoticeStore {
	/** Incidents of which there may be something to tell: open and never told, told and over or back, and the open ones of these codes. The oldest first. */
	watched(codes: readonly string[], limit: number): Promise<{ readonly incident: Incident; readonly noticed: Noticed | null }[]>;
	putNoticed(noticed: Noticed): Promise<void>;
	append(event: Omit<NoticeEvent, "sequence">): Promise<void>;
	/** Of the newest event; 0 where there is none. */
	lastSequence(): Promise<number>;
	/** In their order. */
	eventsAfter(sequence: number, limit: number): Promise<NoticeEvent[]>;
	eventsAmong(sequences: readonly number[]): Promise<NoticeEvent[]>;
	/** Forgets events from before, and what was told of incidents that are gone; at most `limit` of each; how many. */
	prune(before: number, limit: number): Promise<number>;
}

export type TargetKind = "mail" | "webhook";

/** Somebody who is told: a person by e-mail, or a program by webhook. */
export interface NoticeTarget {
	readonly id: string;
	readonly kind: TargetKind;
	/** The e-mail address; of a webhook the origin of its address, the rest of which may be a secret. */
	readonly address: string;
	/** Of a webhook: its address and its signing secret, as JSON, sealed. */
	readonly sealed: Uint8Array | null;
	readonly language: "en" | "ja";
	readonly least: Severity;
	/** null: all. */
	readonly topics: readonly Topic[] | null;
	/** `stopped`: the target said that it is gone (410). */
	readonly state: "active" | "stopped";
	readonly createdAt: number;
	/** Up to which event everything urgent, and everything else, was put into a message or was not for this target. */
	readonly urgentThrough: number;
	readonly dailyThrough: number;
	/** When the last message was made. */
	readonly lastMessageAt: number | null;
	/** The local day whose daily digest was made or was empty: `2026-04-01`. */
	readonly dailyDay: string | null;
}

export type TargetChange = Partial<Pick<NoticeTarget, "state" | "urgentThrough" | "dailyThrough" | "lastMessageAt" | "dailyDay">>;

export interface NoticeTargetStore {
	/** By kind and address. */
	list(): Promise<NoticeTarget[]>;
	byId(id: string): Promise<NoticeTarget | undefined>;
	insert(target: NoticeTarget): Promise<void>;
	update(id: string, change: TargetChange): Promise<void>;
	delete(id: string): Promise<void>;
}

/** `given-up`: it was tried for a day, or the target will never take it. */
export type DeliveryState = "waiting" | "sent" | "given-up";

/** One message to one target. Its id goes with it each time, so that whoever gets it twice can tell. */
export interface Delivery {
	readonly id: string;
	readonly targetId: string;
	readonly kind: TargetKind;
	readonly topic: Topic | "digest" | "test";
	/** The sequences of the events that it shows; empty for a test. */
	readonly events: readonly number[];
	/** How many incidents it is about; it shows as many as fit. */
	readonly total: number;
	readonly createdAt: number;
	readonly state: DeliveryState;
	readonly tries: number;
	readonly dueAt: number;
	/** One word or status: `http-500`, `smtp-451`, `timed-out`. Never what the other side wrote. */
	readonly lastError: string | null;
	readonly endedAt: number | null;
}

export interface NoticeDeliveryStore {
	insert(delivery: Delivery): Promise<void>;
	anyDue(kind: TargetKind, now: number): Promise<boolean>;
	/** Due ones that no lease holds, the oldest of each target and of no target in `except`; leased until then. */
	claim(options: {
		readonly kind: TargetKind;
		readonly now: number;
		readonly leaseUntil: number;
		readonly limit: number;
		readonly except: readonly string[];
	}): Promise<Delivery[]>;
	/** It was sent, or nobody tries it any more. */
	end(id: string, change: { readonly state: "sent" | "given-up"; readonly error: string | null; readonly at: number }): Promise<void>;
	/** It failed; again at `dueAt`. */
	again(id: string, dueAt: number, error: string): Promise<void>;
	/** Gives a lease back: it was not tried. */
	release(id: string): Promise<void>;
	/** Everything that waits for this target will not be sent. */
	giveUp(targetId: string, error: string, at: number): Promise<number>;
	/** The newest first. */
	list(filter: { readonly state?: DeliveryState; readonly targetId?: string; readonly limit: number }): Promise<Delivery[]>;
	counts(): Promise<{ readonly kind: TargetKind; readonly state: DeliveryState; readonly count: number }[]>;
	/** Forgets those that ended before; at most `limit`; how many. */
	prune(before: number, limit: number): Promise<number>;
}

export interface NoticeStores {
	readonly notices: NoticeStore;
	readonly noticeTargets: NoticeTargetStore;
	readonly noticeDeliveries: NoticeDeliveryStore;
}
