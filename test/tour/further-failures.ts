import { Buffer } from "node:buffer";
import type { AdeStandInServer } from "../../simulator/ade/server.ts";
import { setDefaultProfile } from "../../src/ade/profiles.ts";
import { runCommandFor } from "../../src/command-composition.ts";
import { importUsersFile } from "../../src/directory/import-users.ts";
import { setPlan } from "../../src/directory/licences.ts";
import { newId } from "../../src/enrollment/record.ts";
import type { Evidence } from "../../src/evidence/finding.ts";
import { settle } from "../../src/incidents/settle.ts";
import { createPolicy, deletePolicy, listPolicies } from "../../src/tenant/policies.ts";
import { fill } from "../../src/texts/texts.ts";
import { tourTexts } from "../../src/texts/tour-texts.ts";
import { type Exercise, members, organizationName, ownPolicy } from "../../src/tour/exercise.ts";
import { type Lot, openLot } from "../../src/tour/lot.ts";

/** A page of the console, and what it asks the API: by POST where something is said (`asks`), and once its button is pressed where `runs`. */
export interface Where {
	readonly page: string;
	readonly api: string;
	readonly asks?: object;
	readonly runs?: true;
}

/** What the tour does not play, and what has fixes that nothing of the tour has. `pages`: of the console, where they stand. */
export interface Met {
	readonly pages: readonly Where[];
	/** Whether the cause is gone, once it was mended; absent: nothing here mends it, its fix leads elsewhere. */
	readonly gone?: () => Promise<boolean>;
}

/** What somebody adds as a phone of the organisation. */
export const ownSerial = "DNPOWN00001X";

type Further = readonly [fix: string, meet: (exercise: Exercise) => Promise<Met>];

const ofTry = (reference: string) => ({ page: `/tries/${reference}`, api: `/attempts/${reference}` });
const ofIncident = (id: string) => ({ page: `/incidents/${id}`, api: `/incidents/${id}` });

async function types({ stage }: Exercise, command: string, given: Parameters<typeof runCommandFor>[1]["given"]): Promise<void> {
	const reply = await runCommandFor(stage.domain, { command, given, preview: false, language: "en", who: "somebody", from: "" });
	if (!reply.ok) throw new Error(`${command}: ${reply.text}`);
}

/** The incident that the organisation, or a token, has of this code. */
async function incident(
	exercise: Exercise,
	code: string,
	judge: () => Promise<unknown>,
	isOf?: (id: string) => boolean,
): Promise<Required<Met>> {
	const { incidents } = exercise.stage.domain.store.read;
	await judge();
	const found = (await incidents.list({ code, open: true, limit: 20 })).find(({ subject }) => isOf?.(subject.id) !== false);
	if (found === undefined) throw new Error(`no incident of ${code}`);
	const gone = async () => {
		await judge();
		return (await incidents.find(found.id))[0]?.closedAt != null;
	};
	return { pages: [ofIncident(found.id)], gone };
}

const ofTenant = (code: string, prepare: (exercise: Exercise) => Promise<unknown>) => async (exercise: Exercise) => {
	// Undone last of all: the next that has this code begins an incident of its own.
	exercise.undo(async () => (await exercise.health()).judge());
	await prepare(exercise);
	return incident(exercise, code, async () => (await exercise.health()).judge());
};

/** A group without anybody in it. */
async function emptyGroup(exercise: Exercise): Promise<string> {
	const { upn } = await exercise.newcomer({ unseen: true });
	await types(exercise, "groups add", { upn, group: exercise.name });
	await types(exercise, "groups remove", { upn, group: exercise.name });
	return exercise.name;
}

async function nobodyMayEnroll(exercise: Exercise): Promise<void> {
	await types(exercise, "enrollment-group set", { group: await emptyGroup(exercise) });
	exercise.undo(() => types(exercise, "enrollment-group set", { group: members }));
}

/** The demo has a policy that contradicts itself: so this one alone has to be in order. */
const ofPolicy = (how: "shadowed" | "of-nobody") => async (exercise: Exercise) => {
	const { pages } = await ofTenant("restrictions-contradict", () => contradicting(exercise, how))(exercise);
	const gone = async () => {
		const found = (await (await exercise.health()).findings()).flatMap(({ findings }) => findings);
		return !JSON.stringify(found.filter(({ check }) => check === "restrictions-contradict")).includes(exercise.name);
	};
	return { pages, gone };
};

/** Two restrictions, of which the second is never reached. Or one of nobody. */
async function contradicting(exercise: Exercise, how: "shadowed" | "of-nobody"): Promise<void> {
	const { name, stage } = exercise;
	const { store, clock, randomness } = stage.domain;
	const { upn } = await exercise.newcomer({ unseen: true });
	await types(exercise, "groups add", { upn, group: name });
	const make = async (called: string, groups: readonly string[], settings: object) => {
		const policy = {
			kind: "platform-restriction" as const,
			id: newId(clock, randomness),
			name: called,
			settings,
			groups,
			now: clock.now(),
		};
		const made = await store.write((stores) => createPolicy(stores, policy));
		if (!made.ok) throw new Error(JSON.stringify(made.problem));
		exercise.undo(() => store.write((stores) => deletePolicy(stores, { kind: policy.kind, policy: called, now: clock.now() })));
	};
	if (how === "of-nobody") return make(name, [], {});
	// The first is for somebody more: so that it is not the next that is never reached.
	const other = await exercise.newcomer({ unseen: true });
	for (const one of [upn, other.upn]) await types(exercise, "groups add", { upn: one, group: `${name} all` });
	await make(`${name} first`, [`${name} all`], {});
	await make(`${name} second`, [name], { platformBlocked: true });
}

/** Apple does not take the profile, with these words. */
const profileRefused = (error: "FLAGS_INVALID" | "SUPPORT_EMAIL_INVALID" | "LOCALE_INVALID") => async (exercise: Exercise) => {
	const lot = await openLot(exercise, error === "FLAGS_INVALID" ? { supervised: false, locked: false } : {});
	await lot.touched();
	exercise.stage.apple.standIn.misbehave({ kind: "error", error, server: lot.name, path: "/profile" });
	const met = await ofLot(exercise, lot, "ade-profile-refused");
	return {
		...met,
		async gone() {
			exercise.stage.apple.standIn.behave(lot.name);
			await lot.touched();
			await lot.round();
			return met.gone();
		},
	};
};

async function ofLot(exercise: Exercise, lot: Lot, code: string): Promise<Required<Met>> {
	await lot.round();
	return incident(
		exercise,
		code,
		() => lot.judge(),
		(id) => lot.isOf({ id }),
	);
}

async function tokenRefused(exercise: Exercise): Promise<Met> {
	const lot = await openLot(exercise);
	exercise.stage.apple.standIn.misbehave({ kind: "error", error: "MALFORMED_REQUEST_BODY", server: lot.name, path: "/devices/sync" });
	return ofLot(exercise, lot, "ade-request-refused");
}

/** A phone that Apple's server does not have comes with a profile of ours; then it is put there. */
async function strange(exercise: Exercise, prepare: (server: AdeStandInServer) => void): Promise<Met> {
	const { stage } = exercise;
	const lot = await openLot(exercise);
	const before = stage.apple.standIn.activation(lot.device.serial);
	const device = { ...lot.other, serial: `F2LZ${String(exercise.number).padStart(6, "0")}`, udid: `${lot.other.udid.slice(0, -2)}ff` };
	prepare(lot.server);
	await lot.round();
	await lot.setUp(lot.phone({ device, activate: () => before }));
	const [attempt] = await stage.domain.store.read.attempts.list({ serial: device.serial, limit: 1 });
	if (attempt === undefined) throw new Error("no try is on record");
	lot.server.addDevices([{ serial: device.serial }]);
	return {
		pages: [ofTry(attempt.reference)],
		gone: async () => (await stage.domain.store.read.adeDevices.bySerial(device.serial)).length > 0,
	};
}

/** Erased, and what it said of itself is sent once more. */
async function replayed(exercise: Exercise): Promise<Met> {
	const { attempts } = exercise.stage.domain.store.read;
	const lot = await openLot(exercise);
	const first = lot.phone();
	if (!(await lot.setUp(first)).ok) throw new Error("it was to come through");
	const description = first.sent();
	if (description === null) throw new Error("nothing was sent");
	const again = lot.phone({ misbehaves: [{ kind: "description", description }] });
	await lot.setUp(again);
	const [attempt] = await attempts.list({ serial: lot.device.serial, code: "machine-info-not-genuine", limit: 1 });
	if (attempt === undefined) throw new Error("no try is on record");
	return { pages: [ofTry(attempt.reference)], gone: async () => (await lot.again(again)).ok };
}

/** As if a month had gone by for one phone: no clock is moved, for others go by it as well. */
async function endingIdentity(exercise: Exercise): Promise<Met> {
	const { store, clock } = exercise.stage.domain;
	const person = await exercise.newcomer({ unseen: true });
	if (!(await person.enroll()).ok) throw new Error("it did not enroll");
	const device = await store.read.devices.bySerial(person.device.serial);
	if (device === undefined) throw new Error("no device is on record");
	const untilAt = clock.now() + 86_400_000;
	const one = { kind: "listed-identity", id: device.id, name: person.device.name, serial: person.device.serial, notAfterAt: untilAt };
	const saw: Evidence = { kind: "identities-end-soon", count: 1, inContact: 0, untilAt, devices: [one] };
	const called = async () => (await store.read.audit.list({ limit: 1 }))[0]?.action === "devices sync";
	return asIf(exercise, "identities-expiring", saw, called);
}

/**
 * As if it had been found, for the organisation is in order: of a subject that no round of the service judges, and so closes before it was mended. Whether
 * it was is told by what the fix has done.
 */
async function asIf(exercise: Exercise, code: string, saw: Evidence, gone: () => Promise<boolean>): Promise<Met> {
	const { store, clock, randomness } = exercise.stage.domain;
	const subject = { kind: "tenant", id: exercise.name, name: "Contoso" } as const;
	const options = { now: clock.now(), newId: () => newId(clock, randomness) };
	const judged = (outcome: "fail" | "pass") => () =>
		store.write((stores) => settle(stores, [{ subject, findings: [{ check: code, outcome, saw }] }], options));
	exercise.undo(judged("pass"));
	const { pages } = await incident(exercise, code, judged("fail"), (id) => id === subject.id);
	return { pages, gone };
}

/** A restriction that no version of today fulfils. */
async function noVersion(exercise: Exercise): Promise<Met> {
	const { name, stage } = exercise;
	const { store } = stage.domain;
	await emptyGroup(exercise);
	await ownPolicy(exercise, "platform-restriction", { osMinimum: "99.0" });
	const saw = { kind: "nobody-admitted-by-version", policy: name, others: [] };
	return asIf(exercise, "restrictions-admit-nobody", saw, async () => {
		const found = (await listPolicies(store.read, "platform-restriction")).find((one) => one.name === name);
		return found?.settings.osMinimum === null;
	});
}

/** Its restrictions let nobody's own phone in, and no phone is the organisation's. */
const nothingOwned = (exercise: Exercise) => {
	const { corporateIdentifiers } = exercise.stage.domain.store.read;
	const saw = { kind: "nobody-admitted-as-personal", policy: "Default", others: [] };
	const gone = async () => (await corporateIdentifiers.list(50)).some(({ serial }) => serial === ownSerial);
	return asIf(exercise, "restrictions-admit-nobody", saw, gone);
};

/** A phone says that its profile is invalid, and nothing that is known here stops it. */
async function withoutCause(exercise: Exercise): Promise<Met> {
	const { language, stage } = exercise;
	const { device } = await openLot(exercise);
	const message = fill(tourTexts(language).configurationInvalid, { organization: await organizationName(stage) }, language);
	const asks = { message, serial: device.serial };
	return { pages: [{ page: `/explain?${new URLSearchParams(asks).toString()}`, api: "/explain", asks }] };
}

/** Of a certificate that was uploaded without telling with which Apple Account it was made. */
const withoutAccount = (exercise: Exercise) => {
	const { clock } = exercise.stage.domain;
	const saw = { kind: "push-certificate-ends-soon", notAfterAt: clock.now() + 86_400_000 * 20, appleId: null, topic: "topic", days: 20 };
	return asIf(exercise, "push-certificate-expiring", { ...saw, within: 30, severity: "warning" }, async () => true);
};

/** At the door nobody is told that a password is missing: the tests of a person say it. */
async function withoutPassword(exercise: Exercise): Promise<Met> {
	const { store, clock, randomness } = exercise.stage.domain;
	const upn = `without.password.${exercise.number}@contoso.example`;
	const file = Buffer.from(`upn,displayName,password,groups,licences\n${upn},Lee Gu,,${members},TRAINING\n`);
	const imported = await importUsersFile(store, file, { clock, newId: () => newId(clock, randomness) });
	if (!imported.ok) throw new Error(JSON.stringify(imported.problem));
	const path = `/users/${encodeURIComponent(upn)}`;
	return { pages: [{ page: path, api: `${path}/tests`, asks: {}, runs: true }] };
}

async function waitingForSeat(exercise: Exercise): Promise<void> {
	const { store, clock } = exercise.stage.domain;
	const plan = `NONE_${exercise.number}`;
	await store.write((stores) => setPlan(stores, { plan, name: "Intune Plan 1 (none)", authority: "intune", seats: 0, now: clock.now() }));
	await exercise.newcomer({ user: { licences: plan } });
	exercise.undo(() => types(exercise, "licences seats", { plan, seats: 5 }));
}

async function noPlan(exercise: Exercise): Promise<void> {
	const { store, clock } = exercise.stage.domain;
	await store.write((stores) => stores.settings.set("authority", JSON.stringify("office365"), clock.now()));
	exercise.undo(() => store.write((stores) => stores.settings.set("authority", JSON.stringify("intune"), clock.now())));
}

async function withoutDefault(exercise: Exercise): Promise<Met> {
	const { store, clock } = exercise.stage.domain;
	const lot = await openLot(exercise);
	const token = await lot.token();
	await store.write((stores) => setDefaultProfile(stores, token, null, clock.now()));
	return ofLot(exercise, lot, "ade-no-default-profile");
}

/** By the fix that it is played for. One after the other, for some stop everybody. */
export const furtherFailures: readonly Further[] = [
	["add-member-to-group", ofTenant("restrictions-admit-nobody", nobodyMayEnroll)],
	["let-everybody-enroll", ofTenant("restrictions-admit-nobody", nobodyMayEnroll)],
	["raise-priority", ofPolicy("shadowed")],
	["delete-policy", ofPolicy("of-nobody")],
	["assign-policy", ofPolicy("of-nobody")],
	["lift-os-range", noVersion],
	["show-licences", ofTenant("licences-running-out", waitingForSeat)],
	["make-plan", ofTenant("licences-running-out", noPlan)],
	["call-device", endingIdentity],
	["supervise-or-unlock", profileRefused("FLAGS_INVALID")],
	["change-support-mail", profileRefused("SUPPORT_EMAIL_INVALID")],
	["show-profile", profileRefused("LOCALE_INVALID")],
	["show-token", tokenRefused],
	["choose-default-profile", withoutDefault],
	["make-default-profile", withoutDefault],
	["sync-every-token", (exercise) => strange(exercise, () => undefined)],
	["see-why-not-synced", (exercise) => strange(exercise, (server) => server.deleteAdmin())],
	["retire-record-of-erased", replayed],
	["set-password", withoutPassword],
	["renew-at-apple", withoutAccount],
	["ade-doctor-device", withoutCause],
	["add-own-devices", nothingOwned],
];
