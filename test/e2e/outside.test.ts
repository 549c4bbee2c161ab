import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startNameServer } from "../../simulator/name-server.ts";
import { startTimeServer } from "../../simulator/time-server.ts";
import { startWebSites } from "../../simulator/web-sites.ts";
import { domainFacts, outsideFacts } from "../../src/health/outside-facts.ts";
import { outsideAddresses } from "../../src/outside-names.ts";
import { openProbes } from "../../src/probes-composition.ts";
import { eventually } from "../eventually.ts";
import { typedCommand } from "./failures/typed-command.ts";
import { type House, openHouse } from "./harness.ts";

const folder = mkdtempSync(join(tmpdir(), "genkan-outside-"));
const names = await startNameServer();
const sites = await startWebSites();
const time = await startTimeServer();
writeFileSync(join(folder, "web-ca.pem"), sites.root);
after(async () => {
	await Promise.all([names.stop(), sites.stop(), time.stop()]);
	rmSync(folder, { recursive: true });
});

const settings = {
	GENKAN_DNS_SERVERS: names.address,
	GENKAN_TIME_SERVER: time.address,
	GENKAN_STAND_IN_WEB_PORT: String(sites.port),
	GENKAN_STAND_IN_WEB_CA_FILE: join(folder, "web-ca.pem"),
	GENKAN_ENROLLMENT_CNAME_TARGET: "mdm.contoso.example",
	// The push stand-in is near; Apple's device service is not asked.
	GENKAN_ADE_URL: "https://localhost:9",
};

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

function ask(house: House, path: string, options: { method?: string; language?: string } = {}): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = request(`${house.url}${path}`, {
			method: options.method ?? "GET",
			ca: house.root,
			agent: false,
			headers: options.language === undefined ? {} : { "accept-language": options.language },
		});
		sent.on("error", reject);
		sent.on("response", (response) => {
			const parts: Buffer[] = [];
			response.on("data", (part: Buffer) => parts.push(part));
			response.on("end", () =>
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }),
			);
		});
		sent.end();
	});
}

const wellKnown = "/.well-known/com.apple.remotemanagement";
const asked = (identifier: string) => `${wellKnown}?user-identifier=${encodeURIComponent(identifier)}&model-family=iPhone`;

test("a phone that asks where its work account enrolls is told the other door, in its language", async () => {
	await using house = await openHouse({ settings });
	for (const [language, words] of [
		["ja-JP", /^この方法では.*Safari/],
		["en-GB", /^Devices do not enroll this way/],
		["fr", /この方法では.* \/ Devices do not/],
	] as const) {
		const answer = await ask(house, asked("nobody@contoso.example"), { language });
		assert.deepEqual([answer.status, answer.headers["content-type"]], [403, "application/json"]);
		const { code, message } = JSON.parse(answer.body) as { code: string; message: string };
		assert.equal(code, "com.apple.well-known.failed");
		assert.match(message, words);
		assert.ok(message.includes(`${house.url}/enroll`));
	}
	assert.equal((await ask(house, wellKnown)).status, 403);
	assert.equal((await ask(house, `${wellKnown}?user-identifier=${"a".repeat(9000)}`)).status, 403);
	assert.equal((await ask(house, `${wellKnown}?user-identifier=%E0%A4%A&user-identifier=`)).status, 403);
	for (const method of ["HEAD", "POST"]) assert.equal((await ask(house, wellKnown, { method })).status, 405);
});

test("the try is on record for a person of the directory, once an hour; strangers leave nothing", async () => {
	await using house = await openHouse({ settings });
	await house.addUser("hanako@contoso.example");
	const tries = () => house.domain.store.read.attempts.list({ journey: "account-driven", limit: 50 });
	for (let count = 0; count < 20; count++) await ask(house, asked(`stranger${count}@contoso.example`));
	await ask(house, asked("probe@contoso.example"));
	assert.deepEqual(await tries(), []);
	for (const typed of ["hanako@contoso.example", "Hanako@CONTOSO.example", "ｈａｎａｋｏ@contoso.example"]) await ask(house, asked(typed));
	await eventually("the answer does not wait for it", async () => (await tries()).length > 0);
	const [first, ...more] = await tries();
	assert.deepEqual([first?.upn, first?.state, first?.code, more.length], ["hanako@contoso.example", "refused", "method-not-allowed", 0]);
	house.clock.move(61 * 60_000);
	await ask(house, asked("hanako@contoso.example"));
	await eventually("an hour later it is another try", async () => (await tries()).length === 2);
	const [incident] = await house.domain.store.read.incidents.list({ open: true, code: "method-not-allowed", limit: 1 });
	assert.deepEqual([incident?.extent?.tries, incident?.extent?.users, incident?.extent?.names], [2, 0, 1], "anybody can ask in any name");
	const environment = {
		GENKAN_DATA: house.domain.config.data,
		GENKAN_DATABASE: house.domain.config.database,
		GENKAN_PUBLIC_URL: house.url,
	};
	const { out, code } = await typedCommand(["explain", first?.reference ?? "", "--json"], { clock: house.clock, environment });
	assert.match(out, /method-not-allowed/);
	assert.ok(code === 0 || code === 1);
	// The web is open to this person, so no command opens it.
	assert.doesNotMatch(out, /--allow/);
});

test("what is seen outside becomes facts, and its time does not move while nothing changes", async () => {
	await using house = await openHouse({ settings });
	const { domain } = house;
	const probes = openProbes(domain);
	const contoso = { name: "contoso.example", addedAt: 1 };
	const addresses = outsideAddresses(domain);
	const look = async () => {
		const signal = AbortSignal.timeout(10_000);
		const seen = await Promise.all([
			probes.lookAtDomain("contoso.example", signal),
			probes.lookAtServer(signal),
			probes.lookAtClock(signal),
			probes.lookAtHosts(signal),
		]);
		const at = house.clock.now();
		await domain.store.write(async ({ observations }) => {
			for (const { key, value } of seen.flat()) await observations.put(key, value, at);
		});
		const [fact] = await domainFacts(domain.store.read, [contoso]);
		return { at, ...(await outsideFacts(domain.store.read, addresses)), domain: fact };
	};

	names.set("enterpriseenrollment.contoso.example", { kind: "cname", target: "mdm.contoso.example", ttl: 900 });
	sites.set("contoso.example", { kind: "redirect", to: `${house.url}${wellKnown}` });
	const first = await look();
	assert.deepEqual([first.domain?.enrollment?.state, first.domain?.enrollment?.ttl], ["right", 900]);
	assert.deepEqual([first.domain?.registration?.state, first.domain?.registration?.expected], ["missing", "localhost"]);
	// The site sends phones to this service, whose certificate is of its own authority: no phone goes on there.
	assert.deepEqual([first.domain?.discovery?.state, first.domain?.discovery?.leadsTo], ["untrusted", `${house.url}${wellKnown}`]);
	assert.equal(first.serverSeen?.state, "own-authority");
	assert.equal(first.clock?.offsetMs, 0);
	assert.deepEqual(
		first.appleHosts?.map(({ address, fault }) => [address, fault]),
		[
			[`localhost:${domain.config.apnsPort}`, null],
			["localhost:9", "refused"],
		],
	);

	// Not on the edge between two half minutes.
	house.clock.move(3_615_000);
	names.set("enterpriseenrollment.contoso.example", { kind: "cname", target: "mdm.contoso.example", ttl: 30 });
	const second = await look();
	assert.deepEqual([second.domain?.enrollment?.since, second.domain?.enrollment?.ttl], [first.at, 30]);
	assert.deepEqual(
		[second.domain?.enrollment?.lookedAt, second.serverSeen?.since, second.domain?.discovery?.since],
		[second.at, first.at, first.at],
	);
	assert.deepEqual([second.clock?.offsetMs, second.clock?.since], [-3_600_000, second.at]);
	assert.equal(second.appleHosts?.[1]?.since, first.at);
});

test("the records to create and the redirect to enter are printed, ready to copy", async () => {
	await using house = await openHouse({ settings });
	const environment = {
		...settings,
		GENKAN_DATA: house.domain.config.data,
		GENKAN_DATABASE: house.domain.config.database,
		GENKAN_PUBLIC_URL: house.url,
		LANG: "en_GB.UTF-8",
	};
	const typed = (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
		typedCommand(words, { clock: house.clock, environment: { ...environment, ...more } });

	// localhost is a name of this machine alone.
	const unfit = await typed(["domains", "record", "contoso.example"]);
	assert.equal(unfit.code, 1);
	assert.match(unfit.err, /GENKAN_REGISTRATION_CNAME_TARGET/);

	const target = { GENKAN_REGISTRATION_CNAME_TARGET: "register.contoso.example" };
	const text = await typed(["domains", "record", "@Contoso.EXAMPLE."], target);
	assert.equal(text.code, 0);
	assert.ok(text.out.includes("EnterpriseEnrollment.contoso.example. 3600 IN CNAME mdm.contoso.example."));
	assert.ok(text.out.includes("EnterpriseRegistration.contoso.example. 3600 IN CNAME register.contoso.example."));
	const data = JSON.parse((await typed(["domains", "record", "例え.example", "--json"], target)).out) as {
		records: { host: string; ttl: number }[];
	};
	assert.deepEqual(
		data.records.map(({ host, ttl }) => [host, ttl]),
		[
			["EnterpriseEnrollment.xn--r8jz45g.example", 3600],
			["EnterpriseRegistration.xn--r8jz45g.example", 3600],
		],
	);
	assert.equal((await typed(["domains", "record", "no domain"], target)).code, 1);

	const discovery = await typed(["domains", "discovery", "contoso.example"]);
	assert.equal(discovery.code, 0);
	for (const line of [
		`return 302 ${house.url}${wellKnown}$is_args$args;`,
		`Redirect 302 "${wellKnown}" "${house.url}${wellKnown}"`,
		`destination="${house.url}${wellKnown}$Q"`,
	])
		assert.ok(discovery.out.includes(line), line);
	assert.equal((await typed(["domains", "discovery", "no domain"])).code, 1);
	assert.match((await typed(["domains", "discovery", "contoso.example"], { LANG: "ja_JP.UTF-8" })).out, /リダイレクト/);
});
