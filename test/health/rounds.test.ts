import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Log } from "../../src/evidence/log.ts";
import { enrollmentHost, observationKeys } from "../../src/evidence/observation-keys.ts";
import type { DnsRecordSeen } from "../../src/evidence/outside-fact.ts";
import type { Probes, Seen } from "../../src/evidence/probes.ts";
import { findingsOfTenant, judgeOrganization, type OrganizationContext } from "../../src/health/judge-organization.ts";
import { lookOutside } from "../../src/health/look-outside.ts";
import { removeDomain } from "../../src/tenant/domains.ts";
import { eventually } from "../eventually.ts";
import { device } from "../store/rows.ts";
import { countingIds, temporaryStore } from "../temporary-store.ts";
import { within } from "../within.ts";

const minute = 60_000;
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** An organisation with so many verified domains, and a world outside that a test turns. */
async function organizationOf(t: TestContext, domains: readonly string[]) {
	const store = await temporaryStore(t);
	const clock = { at: Date.UTC(2026, 3, 1), now: () => clock.at };
	const looked: string[] = [];
	/** Domains whose enrollment record leads elsewhere. */
	const astray = new Set<string>();
	/** Domains of which nobody ever says anything, and that heed no signal. */
	const hanging = new Set<string>();
	const record = (domain: string): DnsRecordSeen => ({
		host: enrollmentHost(domain),
		expected: "mdm.example.jp",
		state: astray.has(domain) ? "foreign" : "right",
		targets: [astray.has(domain) ? "elsewhere.example" : "mdm.example.jp"],
		servers: ["192.0.2.53"],
	});
	const note = async (what: string): Promise<readonly Seen[]> => {
		looked.push(what);
		return [];
	};
	const probes: Probes = {
		async lookAtDomain(domain) {
			looked.push(domain);
			if (hanging.has(domain)) return new Promise(() => undefined);
			return [{ key: observationKeys.dns(enrollmentHost(domain)), value: { ...record(domain) } }];
		},
		lookAtServer: () => note("server"),
		lookAtClock: () => note("clock"),
		lookAtHosts: () => note("hosts"),
	};
	await store.write(async (stores) => {
		for (const name of domains) await stores.domains.upsert({ name, verified: true, addedAt: clock.at - 100 * 24 * 60 * minute });
	});
	const context: OrganizationContext = {
		name: async () => "Example",
		addresses: { server: "mdm.example.jp:443", hosts: [] },
		serverCertificate: async () => undefined,
		pushIssuers: { standInPem: null },
	};
	const newId = countingIds("incident");
	const stopping = new AbortController();
	return {
		store,
		clock,
		looked,
		astray,
		hanging,
		stopping,
		look: async (patience?: number) => {
			const deps = { work: store, probes, clock, log: silent, stopping: stopping.signal };
			return (await lookOutside({ ...deps, ...(patience === undefined ? {} : { patience }) })) ?? [];
		},
		judge: (only?: readonly string[]) =>
			judgeOrganization(store, context, { now: clock.at, newId, ...(only === undefined ? {} : { only }) }),
		tenant: () => findingsOfTenant(store.read, context, clock.at),
		open: async () =>
			(await store.read.incidents.list({ open: true, kind: "domain", limit: 10_000 })).map(
				({ code, subject }) => `${code} ${subject.name}`,
			),
	};
}

test("everything is looked at once an hour, a domain with something wrong every ten minutes, until it is right again", async (t) => {
	const at = await organizationOf(t, ["contoso.example", "example.jp"]);
	at.astray.add("example.jp");
	assert.deepEqual([...(await at.look())].sort(), ["contoso.example", "example.jp"]);
	assert.deepEqual(at.looked.splice(0).sort(), ["clock", "contoso.example", "example.jp", "hosts", "server"]);
	const first = await at.judge();
	assert.ok(first.opened.some(({ code, subject }) => code === "dns-enrollment-cname" && subject.id === "example.jp"));
	assert.deepEqual(await at.open(), ["dns-enrollment-cname example.jp"]);
	at.clock.at += 9 * minute;
	assert.deepEqual(await at.look(), [], "nothing is due");
	at.clock.at += minute;
	assert.deepEqual(await at.look(), ["example.jp"]);
	at.astray.clear();
	at.clock.at += 10 * minute;
	assert.deepEqual(await at.judge(await at.look()).then(({ closed }) => closed.map(({ code }) => code)), ["dns-enrollment-cname"]);
	assert.deepEqual(await at.open(), []);
	at.clock.at += 10 * minute;
	assert.deepEqual(await at.look(), []);
	at.clock.at += 30 * minute;
	assert.deepEqual(await at.look(), ["contoso.example"], "its hour is over; the other was looked at half an hour ago");
});

test("a name server that hangs holds up no other domain, and is not asked again at once", async (t) => {
	const names = Array.from({ length: 40 }, (_, index) => `d${index}.example`);
	const at = await organizationOf(t, names);
	for (const name of names.slice(0, 8)) at.hanging.add(name);
	const began = performance.now();
	const seen = [...(await at.look(100)), ...(await at.look(100)), ...(await at.look(100))];
	assert.deepEqual([...seen].sort(), [...names].sort());
	// Eight at 125 ms, one after another, would be a second in each round.
	assert.ok(performance.now() - began < 5_000);
	assert.deepEqual(await at.look(100), []);
	const right = await at.store.read.observations.among(names.map((name) => observationKeys.dns(enrollmentHost(name))));
	assert.equal(right.length, 32, "of those that hang nothing is claimed");
	assert.deepEqual(await at.open(), []);
});

test("whoever stops the service waits for no look, and what was broken off counts for nothing", async (t) => {
	const at = await organizationOf(t, ["contoso.example"]);
	at.stopping.abort();
	await at.look();
	assert.deepEqual(at.looked, []);
	assert.equal(await at.store.read.observations.get(observationKeys.looked("clock")), undefined);
});

test("what was broken off because the service stops counts as not looked at", async (t) => {
	const at = await organizationOf(t, ["slow.example"]);
	at.hanging.add("slow.example");
	const looking = at.look(3600_000);
	await eventually("it is under way", () => at.looked.includes("slow.example"));
	at.stopping.abort();
	await within("whoever stops waits for nobody", looking);
	assert.equal(await at.store.read.observations.get(observationKeys.looked("domain slow.example")), undefined);
});

test("two thousand domains: their looks are spread over the hour, all are judged, and one that is taken away leaves nothing open", async (t) => {
	const names = Array.from({ length: 2000 }, (_, index) => `d${index}.example`);
	const at = await organizationOf(t, names);
	for (const name of names) at.astray.add(name);
	const perMinute: number[] = [];
	for (let passed = 0; passed < 35; passed++) {
		perMinute.push((await at.look()).length);
		at.clock.at += minute;
	}
	assert.ok(Math.max(...perMinute) <= 67, perMinute.join());
	assert.equal(new Set(at.looked).size, 2003);
	const began = performance.now();
	await at.judge();
	const took = performance.now() - began;
	assert.equal((await at.open()).length, 2000);
	assert.ok(took < 20_000, `${took} ms`);
	t.diagnostic(`2000 domains judged and opened in ${Math.round(took)} ms`);
	await at.store.write((stores) => removeDomain(stores, { domain: "d7.example" }));
	const { closed } = await at.judge();
	assert.deepEqual(
		closed.map(({ subject }) => subject.id),
		["d7.example"],
	);
});

test("devices that hold another topic than the present certificate are found by the first of them, and only where it was ever replaced", async (t) => {
	const at = await organizationOf(t, []);
	const found = async () => (await at.tenant()).findings.find(({ check }) => check === "push-topic-changed")?.outcome;
	const install = (id: string, topic: string, uploadedAt: number) =>
		at.store.write((stores) =>
			stores.pushCertificates.install({
				...{ id, topic, uploadedAt, pem: "", key: Uint8Array.of(1), serial: id, appleId: null },
				...{ notBefore: 0, notAfter: at.clock.at * 2, current: true, refusedReason: null, refusedAt: null },
			}),
		);
	await install("one", "topic.one", 1000);
	await at.store.write((stores) => stores.devices.insert(device("d", { topic: "topic.one", enrolledAt: 2000 })));
	assert.equal(await found(), "pass");
	await install("two", "topic.two", 3000);
	assert.equal(await found(), "fail");
	await at.store.write((stores) => stores.devices.update("d", { state: "retired" }));
	assert.equal(await found(), "pass");
});
