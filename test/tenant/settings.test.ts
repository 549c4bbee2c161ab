import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, joinGroup } from "../../src/directory/change-user.ts";
import { authorityFact, setAuthority } from "../../src/tenant/authority.ts";
import { addDomain, removeDomain, verifyDomain } from "../../src/tenant/domains.ts";
import { enrollmentGroupFact, setEnrollmentGroup } from "../../src/tenant/enrollment-group.ts";
import { maintenanceFact, pauseEnrollment, resumeEnrollment } from "../../src/tenant/maintenance.ts";
import { portalAppFact, setMinimumPortalApp } from "../../src/tenant/minimum-portal-app.ts";
import { type Organization, organization, setOrganization } from "../../src/tenant/organization.ts";
import { temporaryStore } from "../temporary-store.ts";

test("the authority is unknown until it is chosen, and cannot be unset", async (t) => {
	const store = await temporaryStore(t);
	const set = (authority: string) => store.write((stores) => setAuthority(stores, { authority, now: 1 }));
	assert.equal(await authorityFact(store.read), "unknown");
	assert.deepEqual(await set("unknown"), { ok: true, before: "unknown", after: "unknown" });
	assert.deepEqual(await set(" Intune "), { ok: true, before: "unknown", after: "intune" });
	assert.deepEqual(await set("unknown"), { ok: false, problem: { kind: "authority-cannot-be-unset", current: "intune" } });
	assert.deepEqual(await set("jamf"), {
		ok: false,
		problem: { kind: "authority-unknown-word", authority: "jamf", allowed: ["intune", "sccm", "office365"] },
	});
	assert.equal(await authorityFact(store.read), "intune");
	assert.deepEqual(await set("sccm"), { ok: true, before: "intune", after: "sccm" });
});

test("a pause ends by itself, or when somebody resumes", async (t) => {
	const store = await temporaryStore(t);
	const pause = (until: number | null, now: number) => store.write((stores) => pauseEnrollment(stores, { until, now }));
	assert.equal(await maintenanceFact(store.read, 10), null);
	await pause(100, 10);
	assert.deepEqual(await maintenanceFact(store.read, 99), { since: 10, until: 100 });
	assert.equal(await maintenanceFact(store.read, 100), null);
	// Made longer, it has still begun when it began; a new one begins anew.
	await pause(200, 50);
	assert.deepEqual(await maintenanceFact(store.read, 60), { since: 10, until: 200 });
	await pause(null, 300);
	assert.deepEqual(await maintenanceFact(store.read, 1e15), { since: 300, until: null });
	for (const until of [300, 299, Number.NaN])
		assert.deepEqual(await pause(until, 300), { ok: false, problem: { kind: "pause-ends-in-the-past", until } });
	assert.deepEqual(await store.write((stores) => resumeEnrollment(stores, { now: 310 })), { ok: true, wasPaused: true });
	assert.equal(await maintenanceFact(store.read, 310), null);
	assert.deepEqual(await store.write((stores) => resumeEnrollment(stores, { now: 310 })), { ok: true, wasPaused: false });
});

test("what pages say of the organisation", async (t) => {
	const store = await temporaryStore(t);
	const set = (change: Partial<Organization>) => store.write((stores) => setOrganization(stores, { change, now: 1 }));
	assert.deepEqual(await organization(store.read), { name: "", supportPhone: "", supportMail: "", supportSite: "" });
	const named = await set({ name: " 株式会社サンプル ", supportPhone: "０３ー１２３４ー５６７８" });
	assert.ok(named.ok);
	assert.deepEqual(named.unusual, []);
	assert.deepEqual(await set({ supportMail: "help@contoso.com", supportSite: "https://contoso.com/help" }), {
		ok: true,
		organization: {
			name: "株式会社サンプル",
			supportPhone: "03-1234-5678",
			supportMail: "help@contoso.com",
			supportSite: "https://contoso.com/help",
		},
		unusual: [],
	});
	assert.deepEqual(await set({ name: "あ".repeat(41) }), {
		ok: false,
		problem: { kind: "organization-field-too-long", field: "name", limit: 40, length: 41 },
	});
	assert.equal((await set({ name: "𠮷".repeat(40) })).ok, true);
	for (const change of [
		{ supportPhone: "call me" },
		{ supportMail: "help" },
		{ supportSite: "javascript:alert(1)" },
		{ supportSite: "contoso.com" },
	])
		assert.equal((await set(change)).ok, false, JSON.stringify(change));
	const cleared = await set({ name: "A&B", supportPhone: "" });
	assert.ok(cleared.ok);
	assert.deepEqual(cleared.unusual, ["&"]);
	assert.equal((await organization(store.read)).supportPhone, "");
});

test("only members of the enrollment group may enroll, once there is one", async (t) => {
	const store = await temporaryStore(t);
	await store.write(async (stores) => {
		for (const id of ["taro", "jiro"]) await addUser(stores, { upn: `${id}@contoso.com`, id, now: 0 });
		await joinGroup(stores, { upn: "taro@contoso.com", group: "iPhones", newId: () => "g" });
	});
	const set = (group: string | null) => store.write((stores) => setEnrollmentGroup(stores, { group, now: 1 }));
	assert.deepEqual(await enrollmentGroupFact(store.read, "jiro"), { required: null, member: true });
	assert.deepEqual(await set("Androids"), { ok: false, problem: { kind: "group-unknown", group: "Androids" } });
	assert.deepEqual(await set("iphones"), { ok: true, group: "iPhones" });
	assert.deepEqual(await enrollmentGroupFact(store.read, "taro"), { required: "iPhones", member: true });
	assert.deepEqual(await enrollmentGroupFact(store.read, "jiro"), { required: "iPhones", member: false });
	assert.deepEqual(await enrollmentGroupFact(store.read, null), { required: "iPhones", member: false });
	await set(null);
	assert.deepEqual(await enrollmentGroupFact(store.read, "jiro"), { required: null, member: true });
});

test("the oldest portal app", async (t) => {
	const store = await temporaryStore(t);
	assert.deepEqual(await portalAppFact(store.read, "5.2310.0"), { version: "5.2310.0", minimum: "5.2311.1" });
	const set = (version: string) => store.write((stores) => setMinimumPortalApp(stores, { version, now: 1 }));
	assert.deepEqual(await set("latest"), { ok: false, problem: { kind: "version-malformed", version: "latest" } });
	assert.deepEqual(await set("５.2500"), { ok: true, minimum: "5.2500" });
	assert.deepEqual(await portalAppFact(store.read, null), { version: null, minimum: "5.2500" });
});

test("domains are kept in one spelling, and verified by hand", async (t) => {
	const store = await temporaryStore(t);
	const add = (domain: string, now: number) => store.write((stores) => addDomain(stores, { domain, now }));
	assert.deepEqual(await add("ＣＯＮＴＯＳＯ。ＣＯＭ", 1), {
		ok: true,
		domain: { name: "contoso.com", verified: false, addedAt: 1 },
		added: true,
	});
	assert.deepEqual(await add("contoso.com.", 2), { ok: true, domain: { name: "contoso.com", verified: false, addedAt: 1 }, added: false });
	assert.equal((await add("例え.jp", 3)).ok, true);
	assert.deepEqual(await add("taro@contoso.com", 3), { ok: false, problem: { kind: "domain-malformed", domain: "taro@contoso.com" } });
	assert.deepEqual(await store.write((stores) => verifyDomain(stores, { domain: "Contoso.com" })), {
		ok: true,
		domain: { name: "contoso.com", verified: true, addedAt: 1 },
	});
	// Adding it again does not take the verification away.
	await add("contoso.com", 4);
	assert.deepEqual(await store.read.domains.list(), [
		{ name: "contoso.com", verified: true, addedAt: 1 },
		{ name: "xn--r8jz45g.jp", verified: false, addedAt: 3 },
	]);
	assert.deepEqual(await store.write((stores) => verifyDomain(stores, { domain: "fabrikam.com" })), {
		ok: false,
		problem: { kind: "domain-unknown", domain: "fabrikam.com", known: ["contoso.com", "xn--r8jz45g.jp"] },
	});
	assert.deepEqual(await store.write((stores) => removeDomain(stores, { domain: "例え.jp" })), { ok: true, domain: "xn--r8jz45g.jp" });
	assert.equal((await store.write((stores) => removeDomain(stores, { domain: "例え.jp" }))).ok, false);
});
