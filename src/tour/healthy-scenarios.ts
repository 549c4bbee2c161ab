import { addSecondFactor } from "../cli/demo-second-factor.ts";
import { boxedPhone } from "./boxed-phone.ts";
import { comesAgain, whose } from "./exercise.ts";
import { openLot, person } from "./lot.ts";
import type { Scenario } from "./scenario.ts";

/** Phones with which nothing is wrong. */
export const healthyScenarios: readonly Scenario[] = [
	{
		id: "healthy-web",
		code: null,
		journey: "web",
		async play(exercise) {
			const { wantedUpn: upn } = exercise;
			const person = await exercise.newcomer(upn === undefined ? {} : { upn });
			return { ...whose(person), again: () => comesAgain(exercise, person) };
		},
	},
	{
		id: "healthy-ade-sign-in",
		code: null,
		journey: "ade-sign-in",
		async play(exercise) {
			const { wantedUpn: wanted, wantedSerial } = exercise;
			if (wantedSerial !== undefined)
				return boxedPhone(exercise, wantedSerial, person(wanted ?? (await exercise.newcomer({ unseen: true })).upn));
			const lot = await openLot(exercise, { signIn: "web" });
			const upn = wanted ?? (await exercise.newcomer({ unseen: true })).upn;
			const code = wanted === undefined ? await addSecondFactor(exercise.stage.domain, upn) : undefined;
			return { ...lot.whose, upn, again: () => lot.again(lot.phone(), person(upn, code)) };
		},
	},
	{
		id: "healthy-ade-userless",
		code: null,
		journey: "ade-userless",
		async play(exercise) {
			if (exercise.wantedSerial !== undefined) return boxedPhone(exercise, exercise.wantedSerial);
			const lot = await openLot(exercise, { awaitConfiguration: true, nameTemplate: "Room {{SERIAL}}" });
			return { ...lot.whose, again: () => lot.again(lot.phone()) };
		},
	},
];
