import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeviceDescription } from "../../../simulator/device.ts";
import { type Enrolled, enroll } from "../../../simulator/enroll.ts";
import { makeFleet } from "../../../simulator/fleet.ts";
import type { KeyPair } from "../../../simulator/keys.ts";
import { createPhone, type Phone, type PhoneOptions } from "../../../simulator/phone.ts";
import { settings } from "../../../src/config/schema.ts";
import { type House, type HouseOptions, openHouse, password } from "../harness.ts";
import { type Said, typedCommand } from "./typed-command.ts";

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The real service with the real command line beside it, on the same store, and people with phones. */
export interface Stage extends AsyncDisposable {
	readonly house: House;
	/** Where files may be written. */
	readonly folder: string;
	/** Types a command; its clock is the house's. */
	genkan(words: readonly string[]): Promise<Said>;
	/** The same, and it succeeds; answers with what it printed. */
	succeed(...words: readonly string[]): Promise<string>;
	/** Somebody who may enroll, with a phone that is new. */
	newcomer(change?: { readonly user?: Parameters<House["addUser"]>[1]; readonly upn?: string } & Partial<PhoneOptions>): Promise<Newcomer>;
	/** What its owner carries to Apple's portal and back: a request from here, signed there, uploaded here. */
	pushCertificate(how?: PushCertificate): Promise<void>;
}

export interface PushCertificate {
	/** The part of the topic after Apple's; the same again renews. */
	readonly topic?: string;
	readonly validFor?: number;
	/** What the command line asks for where devices would be lost. */
	readonly lost?: number;
}

/** A person, and the phone in their hands. */
export interface Newcomer {
	readonly upn: string;
	readonly description: DeviceDescription;
	readonly phone: Phone;
	/** From the first page to the end. */
	enroll(): Promise<Enrolled>;
	/** The same phone as its next owner has it. */
	passOn(upn: string): Newcomer;
}

/** One key for all phones, so that none waits for its own; identities are still as many as certificates. */
const keys: KeyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const topic = "11111111-2222-3333-4444-555555555555";
let stages = 0;

export async function openStage(options: HouseOptions = {}): Promise<Stage> {
	// What its clocks do by themselves is seen at once.
	return stageIn(await openHouse({ incidentsEvery: 20, ...options }), options.settings);
}

/** @param more settings that the command line needs as well */
export function stageIn(house: House, more: HouseOptions["settings"] = {}): Stage {
	const { config } = house.domain;
	const folder = config.data;
	const fleet = makeFleet(`stage-${++stages}`, 60);
	let drawn = 0;
	let files = 0;
	const phones: Phone[] = [];
	const environment = {
		[settings.data.env]: config.data,
		[settings.database.env]: config.database,
		[settings.publicUrl.env]: config.publicUrl,
		[settings.standInPushIssuerFile.env]: config.standInPushIssuerFile ?? "",
		...more,
	};

	const phoneOf = (upn: string, description: DeviceDescription, change: Partial<PhoneOptions> = {}): Newcomer => {
		const phone = createPhone({
			...description,
			roots: [house.root],
			portalUrl: house.url,
			makeKeys: () => Promise.resolve(keys),
			clock: () => house.clock.now(),
			wait: () => Promise.resolve(),
			...change,
		});
		phones.push(phone);
		return {
			...{ upn, description, phone },
			enroll: () => enroll(phone, { upn, password }),
			passOn: (other) => phoneOf(other, description),
		};
	};
	house.apns.onPush(({ token, magic }) => {
		const called = phones.find((phone) => phone.state().token === token);
		called?.onPush(magic).catch(() => undefined);
	});

	const stage: Stage = {
		house,
		folder,
		genkan: (words) => typedCommand(words, { clock: house.clock, environment }),
		async succeed(...words) {
			const { code, out, err } = await stage.genkan(words);
			assert.equal(code, 0, `${words.join(" ")}: ${out}${err}`);
			return out;
		},
		async newcomer({ user, upn = `user${++drawn}@contoso.example`, ...change } = {}) {
			await house.addUser(upn, user);
			const made = fleet[drawn++] ?? assert.fail("more phones than the fleet has");
			// One that the web journey admits, with a name that is of no language.
			const admitted = { product: "iPhone15,2", osVersion: "18.5", buildVersion: "22F76", name: `iPhone ${drawn}` } as const;
			return phoneOf(upn, { ...made, ...admitted }, change);
		},
		async pushCertificate(how = {}) {
			const now = house.clock.now();
			const request = JSON.parse(await stage.succeed("push-certificate", "csr", "--json")) as { readonly request: string };
			const csrDer = Buffer.from(request.request.replaceAll(/-----[^-]+-----|\s/g, ""), "base64");
			const pem = house.issuer.issuePushCertificate({
				csrDer,
				topicUid: how.topic ?? topic,
				notBefore: now - minute,
				notAfter: now + (how.validFor ?? 365 * day),
			});
			const file = join(folder, `push-${++files}.pem`);
			writeFileSync(file, pem);
			const lost = how.lost === undefined ? [] : ["--confirm-devices-lost", String(how.lost)];
			await stage.succeed("push-certificate", "upload", file, "--apple-id", "mdm@contoso.example", ...lost);
		},
		async [Symbol.asyncDispose]() {
			for (const phone of phones) phone.close();
			await house[Symbol.asyncDispose]();
		},
	};
	return stage;
}
