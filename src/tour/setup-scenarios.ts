import { acceptTerms } from "../cli/demo-ade-office.ts";
import { addSecondFactor } from "../cli/demo-second-factor.ts";
import { until } from "../cli/demo-until.ts";
import { type Exercise, hour, minute } from "./exercise.ts";
import { openLot, person } from "./lot.ts";
import type { Scenario } from "./scenario.ts";
import { silent } from "./silence-scenarios.ts";
import { behaves } from "./token-scenarios.ts";

/** The try of the phone that it is about. */
async function tryOf({ stage }: Exercise, serial: string | null): Promise<string> {
	const filter = serial === null ? {} : { serial };
	const [attempt] = await stage.domain.store.read.attempts.list({ ...filter, limit: 1 });
	if (attempt === undefined) throw new Error("no try is on record");
	return attempt.reference;
}

/** Phones in Setup Assistant: each play has a token of its own. */
export const setupScenarios: readonly Scenario[] = [
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
