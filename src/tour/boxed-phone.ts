import type { AdePhone } from "../../simulator/ade-phone.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import type { SetupPerson } from "../../simulator/setup-pages.ts";
import type { Exercise } from "./exercise.ts";
import type { Situation } from "./scenario.ts";
import { comesThroughSetup } from "./set-up-seen.ts";

/** A phone in its box, that somebody gave to a server of their own on the stand-in's page: whether Apple has a profile for it is theirs to see. */
export function boxedPhone(exercise: Exercise, serial: string, person?: SetupPerson): Situation {
	const { stage, screens, language } = exercise;
	const [made] = makeFleet(`tour/box/${serial}`, 1);
	if (made === undefined) throw new Error("no phone is left");
	const modern = { product: "iPhone15,4", osVersion: "18.5", buildVersion: "22F76" };
	const device = { ...made, ...modern, serial, name: "iPhone", language };
	let phone: AdePhone | null = null;
	exercise.undo(async () => phone?.close());
	return {
		...{ upn: person?.upn ?? null, device, asked: serial },
		async again() {
			phone ??= stage.adePhone(device, { seen: (loaded) => screens.page(loaded) });
			const ended = await comesThroughSetup(exercise, { phone, serial, person });
			return ended.ok ? ended : { ...ended, asked: true };
		},
	};
}
