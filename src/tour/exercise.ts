import type { DeviceDescription } from "../../simulator/device.ts";
import { type Enrolled, enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import type { Phone, PhoneOptions } from "../../simulator/phone.ts";
import type { Stage } from "../cli/demo-stage.ts";
import { demoPassword } from "../cli/demo-tenant.ts";
import { until } from "../cli/demo-until.ts";
import { importUsersFile } from "../directory/import-users.ts";
import { newId } from "../enrollment/record.ts";
import type { Attempt } from "../evidence/attempt.ts";
import { type Health, openHealth } from "../health-composition.ts";
import { organization } from "../tenant/organization.ts";
import { createPolicy, deletePolicy } from "../tenant/policies.ts";
import type { PolicyKind, PolicySettings } from "../tenant/policy-settings.ts";
import type { Language } from "../texts/texts.ts";
import type { Ended, Situation } from "./scenario.ts";
import { createScreens, type Screens } from "./screens.ts";

/** One play on the living demo: its own people and phones, what their owners see, and what is to be put back afterwards. */
export interface Exercise {
	readonly stage: Stage;
	readonly language: Language;
	/** Of this play, and of no other one of this demo. */
	readonly number: number;
	/** Beginning with the number: so that names of policies, groups and tokens are its own. */
	readonly name: string;
	readonly screens: Screens;
	/** Whose phone it is to be, where somebody chose. */
	readonly wantedUpn?: string;
	/** A phone that Apple assigns to a token of somebody's own, by its serial number. */
	readonly wantedSerial?: string;
	/** The last is undone first. */
	undo(what: () => Promise<unknown>): void;
	newcomer(change?: Change): Promise<Newcomer>;
	attempt(reference: string): Promise<Attempt>;
	/** So much time goes by for this try, and for nobody else: it has waited longer than it did. */
	waits(reference: string, ms: number): Promise<void>;
	health(): Promise<Health>;
}

export interface Change {
	readonly user?: { readonly groups?: string; readonly licences?: string; readonly enabled?: string };
	/** Somebody who is there already, or in no directory. */
	readonly upn?: string;
	readonly device?: Partial<DeviceDescription>;
	readonly phone?: Partial<PhoneOptions>;
	/** Nobody looks at this one. */
	readonly unseen?: true;
}

/** A person, and the phone in their hands. */
export interface Newcomer {
	readonly upn: string;
	readonly phone: Phone;
	readonly device: DeviceDescription;
	/** From the first page to the end. */
	enroll(): Promise<Enrolled>;
	/** The same phone in other hands, or with another past. */
	passOn(upn: string, more?: Partial<PhoneOptions>): Newcomer;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Whoever may enroll in the demo is a member of this group. */
export const members = "Enrollment users";
export const plan = "TRAINING";

const people = [
	["hina.mori", "森 陽菜"],
	["souta.abe", "阿部 颯太"],
	["yuna.ikeda", "池田 結菜"],
	["riku.hashimoto", "橋本 陸"],
	["aoi.shimizu", "清水 葵"],
	["haruto.mori", "毛利 陽翔"],
	["megan.bowen", "Megan Bowen"],
	["lee.gu", "Lee Gu"],
] as const;

export function openExercise(stage: Stage, number: number, language: Language): Exercise & { close(): Promise<void> } {
	const undoes: (() => Promise<unknown>)[] = [];
	const screens = createScreens(language);
	const { domain } = stage;
	const { store, clock, randomness } = domain;
	const phones: Phone[] = [];
	let drawn = 0;
	let health: Health | null = null;

	async function addUser(
		upn: string,
		displayName: string,
		{ groups = members, licences = plan, enabled = "yes" }: NonNullable<Change["user"]>,
	) {
		const csv = `upn,displayName,password,enabled,groups,licences\n${upn},${displayName},${demoPassword},${enabled},${groups},${licences}\n`;
		const outcome = await importUsersFile(store, Buffer.from(csv), { clock, newId: () => newId(clock, randomness) });
		if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem));
	}

	function inHands(upn: string, device: DeviceDescription, more: Partial<PhoneOptions>, seen: Screens | null): Newcomer {
		const phone = stage.phone(device, { ...(seen === null ? {} : { seen: (loaded) => seen.page(loaded) }), ...more });
		phones.push(phone);
		return {
			...{ upn, phone, device },
			enroll: () => walked(phone, { upn, screens: seen, organization: () => organizationName(stage) }),
			passOn: (other, change = {}) => inHands(other, device, change, screens),
		};
	}

	const self: Exercise & { close(): Promise<void> } = {
		...{ stage, language, number, screens },
		name: `Training ${number}`,
		undo: (what) => void undoes.unshift(what),
		async newcomer(change = {}) {
			const [made] = makeFleet(`tour/${number}/${drawn++}`, 1);
			const [given, displayName] = people[(number + drawn) % people.length] ?? people[0];
			if (made === undefined) throw new Error("no phone is left");
			const upn = change.upn ?? `${given}.${number}${drawn > 1 ? String.fromCharCode(96 + drawn) : ""}@contoso.example`;
			if (change.upn === undefined || change.user !== undefined) await addUser(upn, displayName, change.user ?? {});
			// One that every restriction of the demo admits.
			const modern = { product: "iPhone15,4", osVersion: "18.5", buildVersion: "22F76", language };
			const name =
				language === "ja"
					? `${displayName.split(" ")[0]}のiPhone`
					: `${given.charAt(0).toUpperCase()}${given.split(".")[0]?.slice(1)}’s iPhone`;
			return inHands(upn, { ...made, ...modern, name, ...change.device }, change.phone ?? {}, change.unseen === true ? null : screens);
		},
		async attempt(reference) {
			const found = await store.read.attempts.byReference(reference);
			if (found === undefined) throw new Error(`no try ${reference}`);
			return found;
		},
		async waits(reference, ms) {
			const { id, awaits, awaitsSince, updatedAt } = await self.attempt(reference);
			if (awaits === null || awaitsSince === null) throw new Error("this try waits for nothing");
			await store.write((stores) => stores.attempts.update(id, { awaits, awaitsSince: awaitsSince - ms, updatedAt }));
		},
		async health() {
			health ??= openHealth(domain);
			return health;
		},
		async close() {
			for (const phone of phones) phone.close();
			for (const one of undoes.splice(0)) await one();
			health?.close();
		},
	};
	return self;
}

export const organizationName = async ({ domain }: Stage) =>
	(await organization(domain.store.read)).name || new URL(domain.config.publicUrl).hostname;

interface Walk {
	readonly upn: string;
	readonly screens: Screens | null;
	readonly organization: () => Promise<string>;
}

/** The whole way on the web, and between its pages what the phone itself shows. */
async function walked(phone: Phone, { upn, screens, organization: name }: Walk): Promise<Enrolled> {
	const before = screens?.downloadedAt() ?? 0;
	const ended = await enroll(phone, { upn, password: demoPassword });
	if (screens === null) return ended;
	const downloaded = screens.downloadedAt() !== before;
	if (!downloaded) return ended;
	// The last page is what Safari shows when its owner comes back from Settings.
	const last = ended.ok || ended.at === "phone" ? 1 : 0;
	const host = new URL(phone.page()?.url ?? "https://localhost").host;
	const values = { organization: await name(), host };
	const at = screens.downloadedAt();
	screens.show("allow", values, at);
	screens.show("downloaded", values, at + 1);
	if (!ended.ok && ended.at === "stopped" && ended.step === "install") return ended;
	const beforeLast = () => screens.list.length - last;
	screens.show("install", values, beforeLast());
	if (ended.ok) screens.show("installed", values, beforeLast());
	else if (ended.at === "phone") screens.failure(ended.failure, beforeLast());
	else screens.show("waiting", values, beforeLast());
	return ended;
}

/** Goes all the way to where it is turned away: on a page, or by an installation that fails. */
export async function refused(person: Newcomer): Promise<{ readonly reference: string; readonly shown: string | null }> {
	const ended = await person.enroll();
	if (ended.ok || ended.at === "stopped" || ended.reference === null)
		throw new Error(`it was to be refused: ${JSON.stringify(toldOf(ended))}`);
	return { reference: ended.reference, shown: ended.at === "phone" ? ended.failure.shown : null };
}

const toldOf = (ended: Enrolled) => (ended.ok ? { ok: true } : { ok: false, at: ended.at, reference: ended.reference });

/** The person goes again with the same phone, which does nothing wrong any more; where the page shows the refusal, its button begins again. */
export async function comesAgain({ screens, stage }: Exercise, person: Newcomer): Promise<Ended> {
	const { phone } = person;
	phone.script.clear();
	const page = await phone.openPortal();
	if (page.kind === "refused" || page.kind === "managed") await phone.startAgain();
	return endedAs(stage, screens, await person.enroll());
}

/** At its end the home screen, and the first answer to a push. */
export async function endedAs(stage: Stage, screens: Screens, ended: Enrolled): Promise<Ended> {
	if (!ended.ok) {
		const why =
			ended.at === "phone" ? ended.failure.shown : ended.at === "portal" ? (ended.page.code ?? ended.page.kind ?? "") : ended.step;
		return { ok: false, why, reference: ended.reference };
	}
	await until(async () => {
		const found = await stage.domain.store.read.attempts.byReference(ended.reference ?? "");
		return found === undefined || found.awaits === "contact";
	});
	screens.show("home", { organization: await organizationName(stage) });
	return { ok: true, reference: ended.reference };
}

/** Whoever this is, and what they hold, for the page. */
export const whose = ({ upn, device }: Newcomer): Pick<Situation, "upn" | "device"> => ({ upn, device });

/** A policy for the group that has the play's name, and for nobody else; gone afterwards. */
export async function ownPolicy<K extends PolicyKind>(exercise: Exercise, kind: K, settings: Partial<PolicySettings[K]>): Promise<void> {
	const { name, stage } = exercise;
	const { store, clock, randomness } = stage.domain;
	const policy = { kind, id: newId(clock, randomness), name, settings, groups: [name], now: clock.now() };
	const made = await store.write((stores) => createPolicy(stores, policy));
	if (!made.ok) throw new Error(JSON.stringify(made.problem));
	exercise.undo(() => store.write((stores) => deletePolicy(stores, { kind, policy: name, now: clock.now() })));
}
