import type { SilenceCode } from "../checks/index.ts";
import { type DeviceHealthStores, judgeDevice } from "../enrollment/ade-device-health.ts";
import { gather } from "../enrollment/gather.ts";
import { awaitedAfter, lastSign } from "../enrollment/silence.ts";
import { type SilenceFactStores, silenceFacts, surroundingsNow } from "../enrollment/silence-facts.ts";
import type { Attempt, Journey, Step } from "../evidence/attempt.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { BrowserFact, DeviceFact, Facts, ServerCertificateFact } from "../evidence/facts.ts";
import type { ObservationStore } from "../evidence/observation.ts";
import { domainFacts, type OutsideAddresses, outsideFacts } from "./outside-facts.ts";

export type FactsNowStores = SilenceFactStores & DeviceHealthStores & { readonly observations: Pick<ObservationStore, "among"> };

/** Normalised, as the store has them. */
export interface FactsSubject {
	readonly upn?: string;
	readonly serial?: string;
}

export interface FactsNowContext {
	readonly serverCertificate: ServerCertificateFact;
	readonly admitMacs: boolean;
	/** Under which addresses it was looked at outside; left out: what was seen there is not judged. */
	readonly addresses?: OutsideAddresses;
}

export interface FactsNow {
	readonly facts: Facts;
	/** The newest try that is theirs: what it told of journey, browser and device went into the facts. */
	readonly attempt: Attempt | undefined;
	/** Theirs, newest first, some twenty. */
	readonly attempts: readonly Attempt[];
	/** As given, else as the newest try has it. */
	readonly upn: string | null;
	readonly serial: string | null;
	/** Whether anything here knows the serial number; null: none was given. */
	readonly serialKnown: boolean | null;
}

const newest = 20;

/**
 * Everything that the store knows now for judging any rule about this person and this device. Of somebody of whom no try is known what holds for them all
 * the same: licences, policies, their domain. Reads only; asks nothing outside.
 */
export async function factsNow(stores: FactsNowStores, subject: FactsSubject, context: FactsNowContext, now: number): Promise<FactsNow> {
	const attempts = await attemptsOf(stores, subject);
	const attempt = attempts.find(({ upn }) => subject.upn === undefined || upn === subject.upn);
	const steps = attempt === undefined ? [] : await stores.attempts.steps(attempt.id);
	// Whoever has enrolled one device may be standing there with another.
	const own = attempt?.state === "enrolled" && subject.serial === undefined ? undefined : attempt;
	const upn = subject.upn ?? attempt?.upn ?? null;
	const serial = subject.serial ?? own?.device.serial ?? null;
	const record = serial === null ? undefined : await stores.devices.bySerial(serial);
	const known = deviceOf(own, serial, record, context);
	const atApple: Partial<Facts> = serial === null ? {} : (await judgeDevice(stores, serial, now)).facts;
	const journey = own?.journey ?? journeyOf(atApple);
	const topic = record === undefined || isEnded(record.state) ? undefined : record.topic;
	// No message is on the table now, good or bad.
	const { message: _, ...gathered } = await gather(
		stores,
		{
			journey,
			userless: journey === "ade-userless",
			...visitOf(steps),
			...(upn === null ? {} : { upn }),
			...(known === undefined ? {} : { device: known }),
			...(topic === undefined ? {} : { topic }),
		},
		now,
	);
	const { device: _device, ...ade } = atApple;
	return {
		facts: {
			...(attempt === undefined ? {} : await lastHeard(stores, attempt, steps, context, now)),
			...ade,
			...gathered,
			serverCertificate: context.serverCertificate,
			...(await domainOf(stores, gathered.user?.suffix)),
			...(context.addresses === undefined ? {} : await outsideFacts(stores, context.addresses)),
		},
		attempt,
		attempts,
		upn,
		serial,
		serialKnown:
			subject.serial === undefined
				? null
				: record !== undefined || atApple.adeDevice != null || attempts.some((one) => one.device.serial === serial),
	};
}

/** Theirs are the person's tries with this device, or with none that has told its serial yet, and the device's with anybody. */
async function attemptsOf({ attempts }: Pick<FactsNowStores, "attempts">, { upn, serial }: FactsSubject): Promise<readonly Attempt[]> {
	const ofUser = upn === undefined ? [] : await attempts.list({ upn, limit: newest });
	if (serial === undefined) return ofUser;
	const fitting = ofUser.filter(({ device }) => device.serial === null || device.serial === serial);
	const ofDevice = await attempts.list({ serial, limit: newest });
	const all = new Map([...fitting, ...ofDevice].map((one) => [one.id, one]));
	return [...all.values()].sort((a, b) => b.startedAt - a.startedAt);
}

function deviceOf(
	attempt: Attempt | undefined,
	serial: string | null,
	record: { readonly udid: string; readonly product: string | null; readonly osVersion: string | null } | undefined,
	{ admitMacs }: FactsNowContext,
): DeviceFact | undefined {
	const told = attempt?.device;
	const udid = told?.udid ?? record?.udid ?? null;
	if (udid === null && serial === null) return undefined;
	return {
		// Only Apple's UDIDs are in the store: none is found by an empty one.
		udid: udid ?? "",
		serial,
		product: told?.product ?? record?.product ?? null,
		osVersion: told?.osVersion ?? record?.osVersion ?? null,
		macAllowed: admitMacs,
	};
}

/** By which way a device would come of which no try is known. */
function journeyOf({ adeDevice, adeSignIn }: Partial<Facts>): Journey {
	if (adeDevice == null || adeDevice.removedAt !== null) return "web";
	return adeSignIn?.way === "none" ? "ade-userless" : "ade-sign-in";
}

/** What the browser, or the portal app, said of itself at the first page. */
function visitOf(steps: readonly Step[]): { readonly browser?: BrowserFact; readonly portalApp?: string | null } {
	const { family, platform, safari, portalApp } = steps.find(({ name }) => name === "portal-opened")?.evidence ?? {};
	return {
		...(isFamily(family) && typeof platform === "string" ? { browser: { family, platform, safari: safari === true } } : {}),
		...(typeof portalApp === "string" || portalApp === null ? { portalApp } : {}),
	};
}

const families: ReadonlySet<unknown> = new Set<BrowserFact["family"]>(["iphone", "ipad", "mac-or-ipad", "other"]);
const isFamily = (value: unknown): value is BrowserFact["family"] => families.has(value);

/** What the try waits for, or waited for when it was stopped. A refused one waits for nothing, and is not over. */
async function lastHeard(
	stores: FactsNowStores,
	attempt: Attempt,
	steps: readonly Step[],
	{ serverCertificate }: FactsNowContext,
	now: number,
): Promise<Partial<Facts>> {
	const sign = lastSign(steps);
	const stopped = attempt.state === "stopped" && sign !== undefined;
	const awaits = stopped ? awaitedWhenStopped(attempt, sign) : attempt.awaits === "answer" ? "contact" : attempt.awaits;
	const waiting = { ...attempt, awaits, awaitsSince: stopped ? sign.at : attempt.awaitsSince };
	const { silence, ...facts } = await silenceFacts(stores, waiting, await surroundingsNow(stores, serverCertificate), now);
	return silence === undefined || (awaits === null && attempt.state !== "enrolled") ? facts : { ...facts, silence };
}

/** Asked and silent, or silent on its way. Who was asked just now may still answer: that one waits like everybody else. */
function awaitedWhenStopped(attempt: Attempt, sign: Step): Attempt["awaits"] {
	return attempt.code === ("device-went-silent" satisfies SilenceCode) ? "answer" : (awaitedAfter(attempt, sign) ?? null);
}

async function domainOf(stores: FactsNowStores, suffix: string | undefined): Promise<Pick<Facts, "domain">> {
	if (suffix === undefined) return {};
	const own = (await stores.domains.list()).find(({ name, verified }) => verified && name === suffix);
	if (own === undefined) return {};
	const [domain] = await domainFacts(stores, [own]);
	return domain === undefined ? {} : { domain };
}
