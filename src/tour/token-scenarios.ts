import type { AppleError } from "../../simulator/ade/refusal.ts";
import { setDefaultProfile } from "../ade/profiles.ts";
import { day, type Exercise, hour, minute } from "./exercise.ts";
import { type Lot, openLot } from "./lot.ts";
import type { Scenario, Situation } from "./scenario.ts";

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

export const behaves = ({ stage }: Exercise, { name }: Lot) => stage.apple.standIn.behave(name);

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

/** What goes wrong with a token, its profile or an assignment: each play has a token of its own. */
export const tokenScenarios: readonly Scenario[] = [
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
