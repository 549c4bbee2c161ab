import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startNameServer } from "../../simulator/name-server.ts";
import { startTimeServer } from "../../simulator/time-server.ts";
import { startWebSites } from "../../simulator/web-sites.ts";
import { eventually } from "../eventually.ts";
import { openStage } from "./failures/stage.ts";

const hour = 3_600_000;

interface Told {
	readonly state: string;
	readonly subjects: readonly {
		readonly name: string;
		readonly state: string;
		readonly wrong: readonly { readonly code: string; readonly severity: string }[];
		readonly unknown: readonly { readonly code: string }[];
	}[];
}

/** A service whose world is in order: name service, web sites, time, and Apple's hosts; each can be turned. */
async function inTheWorld(t: TestContext, settings: Readonly<Record<string, string>> = {}) {
	const folder = mkdtempSync(join(tmpdir(), "genkan-doctor-"));
	const names = await startNameServer();
	for (const host of ["enterpriseenrollment", "enterpriseregistration"])
		names.set(`${host}.contoso.example`, { kind: "cname", target: "mdm.contoso.example" });
	const sites = await startWebSites();
	const offset = { ms: 0 };
	const time = await startTimeServer(() => Date.now() + offset.ms);
	writeFileSync(join(folder, "sites.pem"), sites.root);
	const stage = await openStage({
		lookEvery: 20,
		settings: {
			GENKAN_DNS_SERVERS: names.address,
			GENKAN_TIME_SERVER: time.address,
			GENKAN_STAND_IN_WEB_PORT: String(sites.port),
			GENKAN_STAND_IN_WEB_CA_FILE: join(folder, "sites.pem"),
			GENKAN_ADE_URL: `https://localhost:${sites.port}`,
			GENKAN_STAND_IN_ADE_CA_FILE: join(folder, "sites.pem"),
			GENKAN_ENROLLMENT_CNAME_TARGET: "mdm.contoso.example",
			GENKAN_REGISTRATION_CNAME_TARGET: "mdm.contoso.example",
			...settings,
		},
	});
	t.after(async () => {
		await stage[Symbol.asyncDispose]();
		for (const one of [names, sites, time]) await one.stop();
		rmSync(folder, { recursive: true, force: true });
	});
	sites.set("contoso.example", { kind: "servers", baseUrl: stage.house.url });
	const doctor = async (code: number) => {
		const said = await stage.genkan(["doctor", "--json"]);
		assert.equal(said.code, code, said.out + said.err);
		return JSON.parse(said.out) as Told;
	};
	const codes = async (code: number) => (await doctor(code)).subjects.flatMap(({ wrong }) => wrong.map((one) => one.code));
	/** Time goes on, for everybody. */
	const pass = (ms: number) => {
		offset.ms += ms;
		stage.house.clock.move(ms);
	};
	return { stage, names, time, offset, doctor, codes, pass };
}

test("doctor looks at the world: a record that leads elsewhere, a clock that is off, and both mended", async (t) => {
	const { names, offset, codes, doctor, time } = await inTheWorld(t);
	assert.deepEqual(await codes(0), []);
	names.set("enterpriseenrollment.contoso.example", { kind: "cname", target: "elsewhere.example" });
	assert.deepEqual(await codes(0), ["dns-enrollment-cname"], "a warning alone ends with 0");
	offset.ms = 20 * 60_000;
	assert.deepEqual(await codes(1), ["server-clock-wrong", "dns-enrollment-cname"]);
	offset.ms = 0;
	names.set("enterpriseenrollment.contoso.example", { kind: "cname", target: "mdm.contoso.example" });
	assert.deepEqual(await codes(0), []);
	time.behave({ kind: "silent" });
	names.set("enterpriseenrollment.contoso.example", { kind: "silent" });
	const { state, subjects } = await doctor(0);
	assert.equal(state, "unknown", "what cannot be found out is not called wrong");
	const unknown = subjects.flatMap((subject) => subject.unknown.map(({ code }) => code));
	for (const code of ["server-clock-wrong", "dns-enrollment-cname"]) assert.ok(unknown.includes(code), `${code}: ${unknown.join()}`);
});

test("the service finds by itself what doctor finds, closes it by itself, and a program that watches is told, without a name", async (t) => {
	const { stage, names, pass } = await inTheWorld(t, { GENKAN_METRICS_TOKEN: "watching-program-7" });
	const { house } = stage;
	const { incidents, observations } = house.domain.store.read;
	const open = async () => (await incidents.list({ open: true, limit: 50 })).map(({ code }) => code);
	/** A look that is under way when time goes on has seen the world of before, and counts as one of after. */
	const looked = (since: number) =>
		eventually("a look at everything", async () => {
			const all = await Promise.all(
				["server", "clock", "hosts", "domain contoso.example"].map((what) => observations.get(`looked:${what}`)),
			);
			return all.every((one) => one !== undefined && one.at >= since);
		});
	await looked(0);
	const ask = (path: string, headers: Readonly<Record<string, string>>) =>
		new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
			get(`${house.url}${path}`, { headers, agent: new Agent({ ca: house.root }) }, (response) => {
				const parts: Buffer[] = [];
				response.on("data", (part: Buffer) => parts.push(part));
				response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
			}).on("error", reject);
		});
	const watched = async () => JSON.parse((await ask("/health", { authorization: "Bearer watching-program-7" })).body);
	assert.equal((await ask("/health", {})).status, 401);
	await eventually("the first judgement", async () => (await watched()).judgedAt !== null);
	// The first look came before the house was set up.
	pass(hour);
	await looked(house.clock.now());
	await eventually("all is well", async () => (await open()).length === 0);
	const { state: atFirst, incidents: none } = await watched();
	assert.deepEqual([atFirst, none], ["ok", []]);
	names.set("enterpriseregistration.contoso.example", { kind: "cname", target: "elsewhere.example" });
	pass(hour);
	await eventually("found", async () => (await open()).includes("dns-registration-cname"));
	const { state, incidents: told } = await watched();
	assert.deepEqual(
		told.map(({ code, severity, about, count }: Record<string, unknown>) => ({ code, severity, about, count })),
		[{ code: "dns-registration-cname", severity: "warning", about: "domain", count: 1 }],
	);
	assert.equal(state, "warning");
	assert.doesNotMatch((await ask("/health", { authorization: "Bearer watching-program-7" })).body, /contoso/);
	names.set("enterpriseregistration.contoso.example", { kind: "cname", target: "mdm.contoso.example" });
	pass(10 * 60_000);
	await eventually("closed", async () => (await open()).length === 0);
	assert.equal((await ask("/healthz", {})).status, 200, "what a load balancer asks needs no token");
});
