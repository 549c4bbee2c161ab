import assert from "node:assert/strict";
import { generateKeys } from "../../../simulator/keys.ts";
import type { Misbehaviour } from "../../../simulator/misbehave.ts";
import { password } from "../harness.ts";
import { refused } from "./refused.ts";
import type { Scenario } from "./scenario.ts";
import { minute, type Stage } from "./stage.ts";

const byThemselves = async () => {};

/** The phone, or whoever pretends to be one, does this wrong. */
const misbehaving =
	(...misbehaves: Misbehaviour[]) =>
	async (stage: Stage) =>
		refused(await stage.newcomer({ misbehaves }));

/** Section A, what is wrong with the device, its profile, its certificate or its messages. */
export const deviceScenarios: readonly Scenario[] = [
	{
		code: "device-type-not-supported",
		when: "the pages are opened on an Android phone",
		// Turned away before any name: nobody can know who comes through later, and with what they came before.
		closes: "in-time",
		verdict: "unknown",
		provoke: misbehaving({ kind: "browser", browser: "chrome-android" }),
		saw: "browser-of-android",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "device-type-not-supported",
		when: "a profile for a phone is installed on a television",
		// Its owner comes through with another device; this one never can, so that it is over when nobody makes the same slip for an hour.
		closes: "in-time",
		provoke: async (stage) => refused(await stage.newcomer({ product: "AppleTV14,1" })),
		saw: "product-not-supported",
		fix: null,
		mend: byThemselves,
		enrolls: async (stage, { person }) => (await stage.newcomer({ upn: person.upn })).enroll(),
	},
	{
		code: "enrolled-by-another-user",
		when: "the phone was erased by hand and passed on, and its record is still the previous user's",
		async provoke(stage) {
			const owner = await stage.newcomer();
			await owner.enroll();
			await stage.house.addUser("next.owner@contoso.example");
			return refused(owner.passOn("next.owner@contoso.example"));
		},
		saw: "device-of-other-user",
		fix: "devices retire",
	},
	{
		code: "enrolled-by-another-user",
		when: "the phone that was passed on can never be reached to obey",
		async provoke(stage) {
			const owner = await stage.newcomer();
			await owner.enroll();
			owner.phone.script.add({ kind: "stops-before", step: "connect" });
			const next = `next.${owner.upn}`;
			await stage.house.addUser(next);
			return refused(owner.passOn(next));
		},
		saw: "device-of-other-user",
		fix: "devices retire",
	},
	{
		code: "device-blocked",
		when: "an administrator blocked the serial number",
		async provoke(stage) {
			const person = await stage.newcomer();
			await stage.succeed("devices", "block", person.description.serial, "--reason", "Lost");
			return refused(person);
		},
		saw: "device-on-block-list",
		fix: "devices unblock SERIAL",
	},
	{
		code: "challenge-expired",
		when: "the profile is installed too long after its download",
		closes: "by-the-phone",
		async provoke(stage) {
			const wait = async () => stage.house.clock.move(16 * minute);
			return refused(await stage.newcomer({ misbehaves: [{ kind: "waits-before-install", wait, times: 1 }] }));
		},
		saw: "challenge-expired",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "challenge-used",
		when: "a second phone installs the profile of the first",
		closes: "by-the-phone",
		async provoke(stage) {
			const owner = await stage.newcomer();
			const { phone } = owner;
			await phone.openPortal();
			await phone.signIn(owner.upn, password);
			const downloaded = await phone.downloadProfile();
			assert.ok(downloaded.ok);
			await phone.installProfile(downloaded.bytes);
			// With the same key it would be the same request again, which gets the same certificate.
			const person = await stage.newcomer({ upn: owner.upn, makeKeys: generateKeys });
			const installed = await person.phone.installProfile(downloaded.bytes);
			assert.ok(!installed.ok);
			const [attempt = assert.fail("no try")] = await stage.house.domain.store.read.attempts.list({
				upn: owner.upn,
				code: "challenge-used",
				limit: 1,
			});
			return { person, reference: attempt.reference };
		},
		saw: "challenge-used",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "challenge-unknown",
		when: "the challenge is not one of ours",
		closes: "by-the-phone",
		provoke: misbehaving({ kind: "challenge", challenge: "not-the-challenge-of-this-profile" }),
		saw: "challenge-unknown",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "identity-not-trusted",
		when: "the phone signs with a certificate that we did not issue",
		closes: "by-the-phone",
		provoke: misbehaving({ kind: "identity", identity: "self-signed" }),
		saw: "identity-not-ours",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "identity-of-another-device",
		when: "the phone signs with the certificate of another one",
		closes: "by-the-phone",
		async provoke(stage) {
			const lender = await stage.newcomer();
			await lender.enroll();
			const identity = lender.phone.identity() ?? assert.fail("the lender did not enroll");
			return refused(await stage.newcomer({ misbehaves: [{ kind: "identity", identity }] }));
		},
		saw: "identity-another-device",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "message-malformed",
		when: "the first message of the phone is cut on its way",
		closes: "by-the-phone",
		provoke: misbehaving({ kind: "body", at: "Authenticate", body: "truncated" }),
		saw: "message-unreadable-at",
		fix: null,
		mend: byThemselves,
	},
];
