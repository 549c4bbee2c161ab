import type { AppleError } from "../../simulator/ade/refusal.ts";
import { setDefaultProfile } from "../ade/profiles.ts";
import { acceptTerms } from "../cli/demo-ade-office.ts";
import { addSecondFactor } from "../cli/demo-second-factor.ts";
import { until } from "../cli/demo-until.ts";
import { day, type Exercise, hour, minute } from "./exercise.ts";
import { type Lot, openLot, person } from "./lot.ts";
import type { Scenario, Situation } from "./scenario.ts";
import { silent } from "./silence-scenarios.ts";

type Settings = Parameters<typeof openLot>[1];

/** What happens to a token, its profile or its devices at Apple: found by the round, and a phone is set up when it is mended. */
function ofToken(
	code: string,
	its: (lot: Lot, exercise: Exercise) => Promise<Pick<Situation, "fix" | "hand">>,
	settings: Settings = {},
): Scenario {
	return {
		code,
		journey: "ade-userless",
		async play(exercise) {
			const lot = await openLot(exercise, settings);
			const told = await its(lot, exercise);
			return { ...lot.whose, ...told, incidentOf: lot.isOf, again: () => lot.again(lot.phone()) };
		},
	};
}

const behaves = ({ stage }: Exercise, { name }: Lot) => stage.apple.standIn.behave(name);

/** Apple is well again, and the next round finds it so. */
async function isWell(exercise: Exercise, lot: Lot): Promise<void> {
	behaves(exercise, lot);
	await lot.round();
}

const refuses = ({ stage }: Exercise, { name }: Lot, error: AppleError, path: string, times?: number) =>
	stage.apple.standIn.misbehave({ kind: "error", error, server: name, path, ...(times === undefined ? {} : { times }) });

/** Apple does not take the profile; somebody edits what it does not take. */
const refusedProfile = (code: string, error: AppleError) =>
	ofToken(code, async (lot, exercise) => {
		await lot.touched();
		refuses(exercise, lot, error, "/profile");
		await lot.round();
		const hand = async () => {
			behaves(exercise, lot);
			await lot.touched();
			await lot.round();
		};
		return { hand };
	});

/** The place in Apple's list is lost once: the round that meets it fetches everything, and mends it by itself. */
const lostCursor = (code: string, lose: (lot: Lot, exercise: Exercise) => void) =>
	ofToken(code, async (lot, exercise) => {
		lose(lot, exercise);
		await lot.round();
		return {};
	});

/** Apple answers like this, until it is well again and asked. */
const answers = (code: string, how: { readonly kind: "answer"; readonly status: number }) =>
	ofToken(code, async (lot, exercise) => {
		exercise.stage.apple.standIn.misbehave({ ...how, server: lot.name });
		await lot.round();
		return { hand: () => isWell(exercise, lot) };
	});

const tokenScenarios: readonly Scenario[] = [
	ofToken("ade-token-expired", async (lot, { stage }) => {
		const { store, clock } = stage.domain;
		const { id } = await lot.token();
		await store.write((stores) => stores.adeTokens.update(id, { expiresAt: clock.now() - minute }));
		await lot.round();
		return { hand: () => lot.renew() };
	}),
	ofToken("ade-token-expiring", async (lot, { stage }) => {
		const { store, clock } = stage.domain;
		const { id } = await lot.token();
		await store.write((stores) => stores.adeTokens.update(id, { expiresAt: clock.now() + 9 * day }));
		await lot.round();
		return { hand: () => lot.renew() };
	}),
	ofToken("ade-token-invalid", async (lot) => {
		// A newer download ends the one before.
		lot.server.downloadToken();
		await lot.round();
		return { hand: () => lot.renew() };
	}),
	ofToken("ade-access-denied", async (lot) => {
		lot.server.deleteAdmin();
		await lot.round();
		return { hand: () => lot.renew() };
	}),
	ofToken("ade-terms-not-accepted", async (lot) => {
		lot.server.newTerms();
		await lot.round();
		return {
			hand: async () => {
				lot.server.acceptTerms();
				await lot.round();
			},
		};
	}),
	answers("ade-server-error", { kind: "answer", status: 500 }),
	refusedProfile("ade-support-phone-invalid", "SUPPORT_PHONE_INVALID"),
	refusedProfile("ade-profile-name-invalid", "CONFIG_NAME_INVALID"),
	refusedProfile("ade-department-invalid", "DEPARTMENT_INVALID"),
	lostCursor("ade-cursor-invalid", ({ server }) => server.forgetCursors()),
	lostCursor("ade-cursor-expired", (lot, exercise) => refuses(exercise, lot, "EXPIRED_CURSOR", "/devices/sync", 1)),
	lostCursor("ade-cursor-required", (lot, exercise) => refuses(exercise, lot, "CURSOR_REQUIRED", "/devices/sync", 1)),
	ofToken("ade-profile-not-found", async (lot) => {
		for (const { uuid } of lot.server.profiles()) lot.server.forgetProfile(uuid);
		// Apple is asked for it when another phone comes.
		lot.server.addDevices([{ serial: `F2LX${lot.name.replace(/\D/g, "").padStart(6, "0")}` }]);
		await lot.round();
		return {};
	}),
	ofToken("ade-assignment-failed", async (lot, exercise) => {
		exercise.stage.apple.standIn.misbehave({ kind: "results", results: { [lot.device.serial]: "NOT_ACCESSIBLE" }, server: lot.name });
		await lot.touched();
		await lot.round();
		// Apple lets it be assigned again; the command asks for it.
		behaves(exercise, lot);
		return { fix: "ade assign --failed", hand: () => lot.round() };
	}),
	ofToken("ade-sync-stale", async (lot, { stage }) => {
		const { store, clock } = stage.domain;
		const { id } = await lot.token();
		const before = clock.now() - day - hour;
		await store.write((stores) => stores.adeTokens.update(id, { lastSuccessAt: before, lastTriedAt: before }));
		await lot.judge();
		return { fix: "ade sync" };
	}),
	ofToken("ade-profile-older-than-token", async (lot, { stage }) => {
		const { store, clock } = stage.domain;
		const { id } = await lot.token();
		await store.write((stores) => stores.adeTokens.update(id, { uploadedAt: clock.now() }));
		await lot.judge();
		return { fix: "ade profiles define" };
	}),
	ofToken("ade-no-default-profile", async (lot, { stage }) => {
		const { store, clock } = stage.domain;
		const token = await lot.token();
		await store.write((stores) => setDefaultProfile(stores, token, null, clock.now()));
		await lot.round();
		const choose = async () => {
			const now = await lot.token();
			await store.write((stores) => setDefaultProfile(stores, now, lot.profile, clock.now()));
			await lot.round();
		};
		return { hand: choose };
	}),
	ofToken("apple-hosts-unreachable", async (lot, exercise) => {
		const { stage } = exercise;
		const { store } = stage.domain;
		stage.apple.standIn.misbehave({ kind: "drop", when: "before", server: lot.name });
		await lot.round();
		const { id, refusal } = await lot.token();
		if (refusal === null) throw new Error("Apple was reached");
		await store.write((stores) => stores.adeTokens.update(id, { refusal: { ...refusal, since: refusal.since - 2 * hour } }));
		await lot.judge();
		return { hand: () => isWell(exercise, lot) };
	}),
];

/** The try of the phone that it is about. */
async function tryOf({ stage }: Exercise, serial: string | null): Promise<string> {
	const filter = serial === null ? {} : { serial };
	const [attempt] = await stage.domain.store.read.attempts.list({ ...filter, limit: 1 });
	if (attempt === undefined) throw new Error("no try is on record");
	return attempt.reference;
}

const phoneScenarios: readonly Scenario[] = [
	{
		code: "mfa-not-possible-here",
		journey: "ade-sign-in",
		async play(exercise) {
			const lot = await openLot(exercise, { signIn: "legacy" });
			const { upn } = await exercise.newcomer({ unseen: true });
			const code = await addSecondFactor(exercise.stage.domain, upn);
			await acceptTerms(exercise.stage, upn);
			const phone = lot.phone();
			await lot.setUp(phone, person(upn));
			const reference = await tryOf(exercise, lot.device.serial);
			return {
				...lot.whose,
				upn,
				reference,
				fix: "ade profiles change",
				hand: () => lot.round(),
				again: () => lot.again(phone, person(upn, code)),
			};
		},
	},
	{
		code: "machine-info-not-genuine",
		journey: "ade-userless",
		async play(exercise) {
			const lot = await openLot(exercise);
			const phone = lot.phone({ misbehaves: [{ kind: "description", description: "forged" }] });
			await lot.setUp(phone);
			// What proves nothing is on record under no serial number.
			const [attempt] = await exercise.stage.domain.store.read.attempts.list({ code: "machine-info-not-genuine", limit: 1 });
			if (attempt === undefined) throw new Error("no try is on record");
			return { ...lot.whose, reference: attempt.reference, again: () => lot.again(phone) };
		},
	},
	{
		code: "ade-device-not-assigned",
		journey: "ade-userless",
		async play(exercise) {
			const lot = await openLot(exercise);
			const { serial } = lot.device;
			const { standIn } = exercise.stage.apple;
			// It fetched its profile before it was taken from the server.
			const before = standIn.activation(serial);
			lot.server.unassign([serial]);
			await lot.round();
			await lot.setUp(lot.phone({ activate: () => before }));
			const reference = await tryOf(exercise, serial);
			const hand = async () => {
				lot.server.assign([serial]);
				await lot.round();
			};
			return { ...lot.whose, reference, hand, again: () => lot.again(lot.phone()) };
		},
	},
	{
		code: "stuck-at-configuration",
		journey: "ade-userless",
		async play(exercise) {
			const lot = await openLot(exercise, { awaitConfiguration: true });
			const phone = lot.phone({ misbehaves: [{ kind: "stops-before", step: "connect" }] });
			const done = await lot.setUp(phone);
			if (!done.ok) throw new Error(`it was to be held: ${done.at}`);
			const reference = await tryOf(exercise, lot.device.serial);
			await until(async () => (await exercise.attempt(reference)).awaits === "configuration");
			await silent(exercise, reference, 3 * hour);
			const again = async () => {
				phone.script.clear();
				await done.phone.connect();
				if (done.phone.state().awaitingConfiguration) return { ok: false, why: "the phone still waits" } as const;
				exercise.screens.show("setup-done");
				return { ok: true, reference } as const;
			};
			return { ...lot.whose, reference, fix: "devices sync", again };
		},
	},
	{
		code: "ade-not-started",
		journey: "ade-userless",
		async play(exercise) {
			const lot = await openLot(exercise);
			exercise.screens.show("off");
			return { ...lot.whose, again: () => lot.again(lot.phone()) };
		},
	},
	{
		code: "ade-stopped-at-apple",
		journey: "ade-userless",
		async play(exercise) {
			const lot = await openLot(exercise);
			const { serial } = lot.device;
			const phone = lot.phone({ misbehaves: [{ kind: "stops-before", step: "open" }] });
			await lot.setUp(phone);
			// Apple says that it was a while ago.
			const ago = new Date(exercise.stage.clock.now() - 20 * minute).toISOString();
			const change = { profile_push_time: ago, profile_assign_time: ago, profile_status: "pushed" };
			exercise.stage.apple.standIn.misbehave({ kind: "records", serial, change, server: lot.name });
			lot.server.modify([serial]);
			await lot.round();
			exercise.screens.show("passing", { time: "20" });
			const again = () => {
				behaves(exercise, lot);
				return lot.again(phone);
			};
			return { ...lot.whose, again };
		},
	},
	{
		code: "ade-stuck-at-sign-in",
		journey: "ade-sign-in",
		async play(exercise) {
			const lot = await openLot(exercise, { signIn: "web" });
			const { upn } = await exercise.newcomer({ unseen: true });
			const phone = lot.phone({ misbehaves: [{ kind: "stops-before", step: "sign-in" }] });
			await lot.setUp(phone, person(upn));
			const reference = await tryOf(exercise, lot.device.serial);
			await silent(exercise, reference, 61 * minute);
			return { ...lot.whose, upn, reference, again: () => lot.again(phone, person(upn)) };
		},
	},
	{
		code: "apple-service-unreachable",
		journey: "ade-userless",
		async play(exercise) {
			const lot = await openLot(exercise);
			const { serial } = lot.device;
			exercise.stage.apple.standIn.misbehave({ kind: "activation-fails", serial, server: lot.name });
			const phone = lot.phone();
			await lot.setUp(phone);
			const hand = async () => behaves(exercise, lot);
			return { ...lot.whose, message: "XPC_TYPE_ERROR Connection invalid", hand, again: () => lot.again(phone) };
		},
	},
];

/** Automated Device Enrollment: each play has a token of its own. */
export const appleScenarios: readonly Scenario[] = [...phoneScenarios, ...tokenScenarios];
