import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answered, createLine, type Line } from "../../simulator/line.ts";
import { deviceTrust } from "../../src/apple/device-trust.ts";
import { type AdePostOutcome, createAdePostService } from "../../src/enrollment/ade-post-service.ts";
import { verifyMachineInfo } from "../../src/protocol/ade/verify-machine-info.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { rows } from "./enrolled-device.ts";
import { password } from "./harness.ts";

/** Two people sign in for one phone at the same moment: the one by Setup Assistant's own form, the other on its pages. */
let ade: AdeHouse;
let line: Line;
const byForm = "form@contoso.example";
const onPage = "page@contoso.example";

before(async () => {
	ade = await openAdeHouse();
	line = createLine({ roots: [ade.house.root], timeoutMs: 60_000 });
	await ade.addProfile("web", { signIn: "web" });
	await ade.house.addUser(byForm);
	await ade.house.addUser(onPage);
});
after(async () => {
	line.close();
	await ade[Symbol.asyncDispose]();
});

let made = 0;

/** A phone whose first page is open, and what it says of itself. */
async function phoneAtItsPage() {
	const number = String(++made).padStart(4, "0");
	const device = { serial: `F2LXM${number}A`, udid: `00008110-0000000000${number}08` };
	await ade.assign(device.serial, "web");
	const cms = ade.describe(device);
	const headers = { "x-apple-aspen-deviceinfo": Buffer.from(cms).toString("base64") };
	const opened = await exchange("GET", "/ade/sign-in/web", headers);
	return { serial: device.serial, cms, start: locationOf(opened) };
}

async function exchange(
	method: "GET" | "POST",
	path: string,
	headers: Readonly<Record<string, string>> = {},
	body = "",
): Promise<Answered> {
	const answer = await line.exchange(new URL(path, ade.house.url), {
		method,
		headers,
		...(body === "" ? {} : { body: Buffer.from(body) }),
	});
	assert.ok(answer.ok, JSON.stringify(answer));
	return answer;
}

const locationOf = (answer: Answered) => answer.headers.location ?? assert.fail(`no redirect: ${answer.status}`);

/** Answers where the profile is. */
async function signInOnPage(start: string): Promise<string> {
	const headers = { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" };
	const fields = new URLSearchParams({ upn: onPage, password }).toString();
	return locationOf(await exchange("POST", start.replace("?", "/sign-in?"), headers, fields));
}

const tryOf = async (serial: string) => {
	const [attempt, ...others] = await ade.house.domain.store.read.attempts.list({ serial, limit: 5 });
	assert.deepEqual(others, []);
	return attempt ?? assert.fail("no try");
};

/** The form's request; as soon as this is durable, `meanwhile` happens before the next unit of work. */
async function postOf(
	{ cms, serial }: { readonly cms: Uint8Array; readonly serial: string },
	when: (steps: readonly string[], decided: string | undefined) => boolean,
	meanwhile: () => Promise<unknown>,
): Promise<AdePostOutcome> {
	const { domain, issuer } = { domain: ade.house.domain, issuer: ade.issuer };
	const { store, clock, randomness, sealer, config } = domain;
	const trust = deviceTrust(issuer.certificatePem);
	let happened = false;
	const write: typeof store.write = async (unit) => {
		const answer = await store.write(unit);
		const [attempt] = await store.read.attempts.list({ serial, limit: 1 });
		const steps = attempt === undefined ? [] : (await store.read.attempts.steps(attempt.id)).map(({ name }) => name);
		if (!happened && when(steps, attempt?.decision?.step)) {
			happened = true;
			await meanwhile();
		}
		return answer;
	};
	const post = createAdePostService({
		work: { read: store.read, write },
		...{ clock, randomness, sealer, profiles: await domain.profiles() },
		verify: (bytes, now) => verifyMachineInfo(bytes, trust, now),
		options: {
			publicUrl: config.publicUrl,
			visitLifetime: 60_000,
			challengeLifetime: 60_000,
			admitMacs: false,
			providerIssuer: null,
		},
	});
	const credentials = { name: byForm, password };
	const outcome = await post({ profileId: "web", cms, serials: [], credentials, language: "en", peer: "198.51.100.1" });
	assert.ok(happened);
	return outcome;
}

const liveChallenges = (attemptId: string) => {
	const now = ade.house.domain.clock.now();
	const all = rows(ade.house, "challenges")["challenges"] as readonly { readonly attemptId: string; readonly expiresAt: number }[];
	return all.filter((one) => one.attemptId === attemptId && one.expiresAt > now).length;
};

test("who signed in by the form gets no profile where somebody else signed in on the page before it was given out", async () => {
	const phone = await phoneAtItsPage();
	let profile = "";
	const outcome = await postOf(
		phone,
		(steps) => steps.includes("signed-in"),
		async () => {
			profile = await signInOnPage(phone.start);
		},
	);
	assert.equal(outcome.kind, "credentials-wanted");
	const attempt = await tryOf(phone.serial);
	assert.deepEqual([attempt.upn, liveChallenges(attempt.id)], [onPage, 0]);
	assert.equal((await exchange("GET", profile)).headers["content-type"], "application/x-apple-aspen-config");
	assert.equal(liveChallenges(attempt.id), 1);
});

test("what was given out on the page is void as soon as somebody else has signed in by the form, and the page says that it is over", async () => {
	const phone = await phoneAtItsPage();
	let profile = "";
	const outcome = await postOf(
		phone,
		(_, decided) => decided === "ade-user",
		async () => {
			profile = await signInOnPage(phone.start);
			assert.equal((await exchange("GET", profile)).status, 200);
		},
	);
	assert.equal(outcome.kind, "profile");
	const attempt = await tryOf(phone.serial);
	assert.deepEqual([attempt.upn, liveChallenges(attempt.id)], [byForm, 1]);
	assert.equal((await exchange("GET", profile)).status, 410);
	assert.deepEqual(await tryOf(phone.serial), attempt);
});
