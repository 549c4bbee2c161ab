import type { User } from "../../src/directory/ports.ts";
import { type IssuedProfile, issueEnrollmentProfile } from "../../src/enrollment/issue-profile.ts";
import { beginAttempt } from "../../src/enrollment/record.ts";
import type { Attempt } from "../../src/evidence/attempt.ts";
import { type InstalledEnrollmentProfile, parseEnrollmentProfile } from "../../src/protocol/mdm/read-enrollment-profile.ts";
import type { House } from "./harness.ts";

/** An enrollment profile as the portal gives it out, and the try that it belongs to. */
export interface GivenProfile {
	readonly attempt: Attempt;
	/** XML plist, unsigned. */
	readonly bytes: Uint8Array;
	readonly read: InstalledEnrollmentProfile;
	readonly challenge: string;
	/** The SCEP address on the port without TLS, for clients that cannot be told of our root. */
	readonly plainScepUrl: string;
}

const lifetime = 15 * 60_000;

/** Gives out a profile to this user, made by what the portal makes it by. The house needs GENKAN_PLAIN_PORT for `plainScepUrl`. */
export async function giveProfile(house: House, upn: string, language: "en" | "ja" = "en"): Promise<GivenProfile> {
	const { store, clock, randomness } = house.domain;
	const attempt = await store.write(async (stores) => {
		const user = await knownUser(stores.users.byUpn(upn), upn);
		return beginAttempt(stores, "web", clock, randomness, { userId: user.id, upn });
	});
	const topic = (await store.read.pushCertificates.current())?.topic;
	if (topic == null) throw new Error("the house has no push certificate");
	const issued = await issueEnrollmentProfile(store, {
		attempt,
		userId: attempt.userId,
		deviceId: null,
		purpose: "enrollment",
		topic,
		language,
		lifetime,
		form: "unsigned",
		clock,
		randomness,
		profiles: await house.domain.profiles(),
	});
	const bytes = bytesOf(issued);
	const read = parseEnrollmentProfile(bytes);
	const { challenge, url } = read.scep;
	if (challenge === undefined) throw new Error("the profile has no challenge");
	return { attempt, bytes, read, challenge, plainScepUrl: `http://127.0.0.1:${house.service.plainPort}${new URL(url).pathname}` };
}

/** Of a profile that nothing kept from being given out. */
export function bytesOf(issued: IssuedProfile): Uint8Array {
	if (issued.kind === "moved-on") throw new Error("the try has moved on");
	return issued.body;
}

async function knownUser(found: Promise<User | undefined>, upn: string): Promise<User> {
	const user = await found;
	if (user === undefined) throw new Error(`no user ${upn}`);
	return user;
}
