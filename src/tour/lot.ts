import type { AdeStandInServer } from "../../simulator/ade/server.ts";
import type { AdePhone, SetUp } from "../../simulator/ade-phone.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import type { SetupPerson } from "../../simulator/setup-pages.ts";
import type { AdeProfile, AdeToken } from "../ade/ports.ts";
import type { ProfileSettings } from "../ade/profile-settings.ts";
import { touchProfile } from "../ade/profiles.ts";
import { renewToken } from "../ade/renew-token.ts";
import type { AdeDemoDevice } from "../cli/demo-ade-devices.ts";
import { addProfile, connectApple, nextRound } from "../cli/demo-ade-tokens.ts";
import type { AdeHow } from "../cli/demo-stage.ts";
import { demoPassword } from "../cli/demo-tenant.ts";
import type { Exercise } from "./exercise.ts";
import type { Ended, Situation } from "./scenario.ts";
import { comesThroughSetup, setUpSeen } from "./set-up-seen.ts";

/** A server at Apple with two phones in their boxes, its token uploaded here, and a default profile: of one play alone. */
export interface Lot {
	readonly name: string;
	readonly server: AdeStandInServer;
	readonly profile: AdeProfile;
	/** The phone that it is about, and one beside it. */
	readonly device: AdeDemoDevice;
	readonly other: AdeDemoDevice;
	token(): Promise<AdeToken>;
	/** The token's round, now. */
	round(): Promise<void>;
	/** Every profile is assigned anew. */
	touched(): Promise<void>;
	judge(): Promise<void>;
	/** Downloads the token anew at Apple, and uploads it here. */
	renew(): Promise<void>;
	/** Sets the phone up as far as it goes, with every screen that is seen on it. `words`: what it says where it fails, if not its own. */
	setUp(phone: AdePhone, person?: SetupPerson, words?: string): Promise<SetUp>;
	phone(how?: AdeHow & { readonly device?: AdeDemoDevice }): AdePhone;
	/** Erased and set up again, it comes through. */
	again(phone: AdePhone, person?: SetupPerson): Promise<Ended>;
	/** Whether an incident is of this token or its profile. */
	readonly isOf: (subject: { readonly id: string }) => boolean;
	/** Of whose device is told. */
	readonly whose: Pick<Situation, "upn" | "device" | "asked">;
}

export async function openLot(
	exercise: Exercise,
	settings: Partial<ProfileSettings> = {},
	change: Partial<AdeDemoDevice> = {},
): Promise<Lot> {
	const { stage, number, screens, language } = exercise;
	const { store, clock } = stage.domain;
	const name = `training-${number}`;
	const devices = makeFleet(`tour/ade/${number}`, 2).map((made): AdeDemoDevice => {
		const modern = { product: "iPhone15,4", osVersion: "18.5", buildVersion: "22F76", model: "iPhone 15", family: "iPhone" } as const;
		// Nobody has named a phone that is still in its box.
		return { ...made, ...modern, name: "iPhone", language, ...change };
	});
	const [device, other] = devices;
	if (device === undefined || other === undefined) throw new Error("no phone is left");
	const { id } = await connectApple(stage, { name, organization: "Contoso", devices });
	const server = stage.apple.standIn.server(name);
	if (server === undefined) throw new Error("the stand-in has lost the server");
	const token = async () => {
		const found = await store.read.adeTokens.byId(id);
		if (found === undefined) throw new Error("the token is gone");
		return found;
	};
	const given = { signIn: "none", awaitConfiguration: false, ...settings } as const;
	const profile = await addProfile(stage, await token(), { name: "Office", settings: given, isDefault: true });
	exercise.undo(async () => {
		stage.apple.standIn.behave(name);
		await store.write(async (stores) => {
			await stores.adeTokens.update(id, { defaultProfileId: null });
			for (const one of await stores.adeProfiles.ofToken(id)) await stores.adeProfiles.delete(one.id);
			await stores.adeTokens.delete(id);
		});
		await stage.ade.judge(id);
	});
	const phones: AdePhone[] = [];
	exercise.undo(async () => {
		for (const phone of phones) phone.close();
	});
	const lot: Lot = {
		...{ name, server, profile, device, other, token },
		round: async () => nextRound(stage, await token()),
		async touched() {
			const now = await store.read.adeProfiles.byId(profile.id);
			if (now === undefined) throw new Error("the profile is gone");
			await store.write((stores) => touchProfile(stores, now, clock.now()));
		},
		judge: () => stage.ade.judge(id),
		async renew() {
			const file = Buffer.from(server.downloadToken());
			const renewed = await renewToken(store, { token: id, file }, stage.domain);
			if (!renewed.ok) throw new Error(JSON.stringify(renewed.problem));
			await lot.round();
		},
		phone(how = {}) {
			const phone = stage.adePhone(how.device ?? device, { ...how, seen: (loaded) => screens.page(loaded) });
			phones.push(phone);
			return phone;
		},
		setUp: (phone, person, words) => setUpSeen(exercise, phone, person, words),
		again: (phone, person) => comesThroughSetup(exercise, { phone, serial: device.serial, person }),
		isOf: (subject) => subject.id === id || subject.id === profile.id,
		whose: { upn: null, device, asked: device.serial },
	};
	await lot.round();
	return lot;
}

/** Somebody who sets a phone up. */
export const person = (upn: string, code?: () => string): SetupPerson => ({
	...{ upn, password: demoPassword },
	...(code === undefined ? {} : { code }),
});
