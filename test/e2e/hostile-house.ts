import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { openSession } from "../../src/administrators/sessions.ts";
import { runCommandFor } from "../../src/command-composition.ts";
import { systemRandomness } from "../../src/domain.ts";
import { newId } from "../../src/enrollment/record.ts";
import { setTerms } from "../../src/tenant/terms.ts";
import { type Client, type Hired, hire, signedIn } from "../api/console-client.ts";
import { appleDevice } from "../store/ade-rows.ts";
import { type AppleHouse, openAppleHouse } from "./failures/apple-house.ts";
import { password } from "./harness.ts";

/** What each of them would do, were it taken for anything but text. */
export const markup = `"'><img src=x onerror=broken=1><svg onload=broken=2>`;
const short = "<img src=x onerror=broken=3>";
const steers = "{{t}}$t(app:title)\u202egnp.exe";

export interface HostileHouse extends AsyncDisposable {
	readonly at: AppleHouse;
	readonly owner: Hired;
	/** For each path of the console's table that names something, one that is there. */
	readonly samples: Readonly<Record<string, string>>;
}

/** Everything in it that a phone, Apple, a file, a person or another administrator can name has a name that a page might run. */
export async function openHostileHouse(): Promise<HostileHouse> {
	const hour = 3_600_000;
	const at = await openAppleHouse({}, { incidentsEvery: hour });
	const { house } = at;
	const { store, clock, randomness } = house.domain;
	const owner = await hire(house, "hanako@contoso.example", "owner");
	const boss = await signedIn(house, owner);
	const run = async (command: string, given: Parameters<typeof runCommandFor>[1]["given"], input?: string) => {
		const asked = { preview: false, language: "en", who: "hanako@contoso.example", from: markup } as const;
		const file = input === undefined ? {} : { input: Buffer.from(input) };
		const reply = await runCommandFor(house.domain, { command, given, ...asked, ...file });
		assert.ok(reply.ok, `${command}: ${reply.text}`);
	};
	const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
	const upn = "taro@contoso.example";
	const people = [
		`${upn},${quoted(markup + steers)},${password},${quoted(markup)},INTUNE_A`,
		`jiro@contoso.example,${short},${password},${short},`,
	];
	await run("users import", { file: "-" }, ["upn,displayName,password,groups,licences", ...people].join("\n"));
	await run("licences plan", { plan: "INTUNE_A", name: markup, seats: 1 });
	await run("organization set", { name: short });
	await run("restrictions create", { name: markup, kind: "limit", limit: 2, group: [markup] });
	await run("restrictions create", { name: markup, kind: "platform", "block-personal": true, group: [short] });
	await run("corporate-identifiers add", { serial: "C02HOSTILE01", details: markup });
	await run("devices block", { serial: "C02HOSTILE02", reason: markup });
	await made(boss, "/tokens", { name: markup, scopes: ["tries.read"] });
	const samples = { ...(await phonesOf(at, upn)), ...(await appleOf(at)) };
	await store.write(async (stores) => {
		const session = {
			id: newId(clock, randomness),
			administratorId: owner.administrator.id,
			stage: "signed-in",
			peer: short,
			userAgent: markup,
		} as const;
		await openSession(stores, session, { now: clock.now(), limits: { idle: hour, absolute: hour }, randomness: systemRandomness });
		const key = {
			credentialId: "x",
			publicKey: Uint8Array.of(1),
			counter: 0,
			transports: [],
			synced: false,
			createdAt: 1,
			lastUsedAt: null,
		};
		await stores.passkeys.insert({ ...key, id: "passkey", administratorId: owner.administrator.id, name: markup });
		const hook = {
			id: markup,
			kind: "webhook",
			address: `https://hooks.example/${markup}`,
			sealed: Uint8Array.of(1),
			language: "en",
		} as const;
		const told = {
			least: "warning",
			topics: null,
			state: "active",
			createdAt: clock.now(),
			urgentThrough: 0,
			dailyThrough: 0,
			lastMessageAt: null,
			dailyDay: null,
		} as const;
		await stores.noticeTargets.insert({ ...hook, ...told });
		const text = { en: markup, ja: markup };
		assert.ok((await setTerms(stores, { id: "rules", title: text, body: text, now: clock.now() })).ok);
	});
	return {
		at,
		owner,
		samples,
		[Symbol.asyncDispose]: () => at[Symbol.asyncDispose](),
	};
}

async function made(who: Client, path: string, body: unknown): Promise<void> {
	const { status, text } = await who.send("POST", path, { body });
	assert.ok(status < 300, `${path}: ${text}`);
}

/** One that is enrolled and tells nothing but markup, and one whose owner types markup and is refused. */
async function phonesOf({ house }: AppleHouse, upn: string): Promise<Readonly<Record<string, string>>> {
	const { store, clock } = house.domain;
	const [first, second] = makeFleet("hostile", 2);
	assert.ok(first !== undefined && second !== undefined);
	const about = { roots: [house.root], portalUrl: house.url, product: "iPhone15,2", osVersion: "18.5" };
	const phone = createPhone({ ...first, ...about, name: markup + steers });
	const enrolled = await enroll(phone, { upn, password });
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
	await phone.connect();
	phone.close();
	const stranger = createPhone({ ...second, ...about, name: markup });
	const refusal = await enroll(stranger, { upn: `${short}@contoso.example`, password: "x" });
	const unlicensed = await enroll(stranger, { upn: "jiro@contoso.example", password });
	stranger.close();
	const device = (await store.read.devices.bySerial(first.serial)) ?? assert.fail("it is on record");
	await store.write(async ({ devices }) => {
		await devices.update(device.id, { product: markup, osVersion: short, buildVersion: markup, imei: short });
		const said = { at: clock.now(), modelName: markup, model: markup, meid: markup };
		await devices.setInformation(device.id, "DeviceInformation", JSON.stringify(said));
		const profiles = [{ identifier: markup, displayName: markup, organization: markup, isManaged: true }];
		await devices.setInformation(device.id, "ProfileList", JSON.stringify({ at: clock.now(), profiles }));
		const applications = [{ identifier: markup, name: markup, version: markup, shortVersion: markup }];
		await devices.setInformation(device.id, "InstalledApplicationList", JSON.stringify({ at: clock.now(), applications }));
	});
	const reference = refusal.reference ?? unlicensed.reference ?? assert.fail("a try is on record");
	const [incident] = await store.read.incidents.list({ open: true, limit: 1 });
	const [group] = await store.read.groups.list();
	return {
		"/tries/$reference": `/tries/${reference}`,
		"/incidents/$id": `/incidents/${incident?.id}`,
		"/devices/$id": `/devices/${device.id}`,
		"/users/$id": `/users/${upn}`,
		"/groups/$id": `/groups/${group?.id}`,
		"/search": `/search?q=${encodeURIComponent(markup)}`,
		"/explain": `/explain?message=${encodeURIComponent(markup)}&user=${encodeURIComponent(markup)}&serial=${encodeURIComponent(markup)}`,
		"/policies/who": `/policies/who?user=${upn}`,
	};
}

/** A token, its profile and a device, each as Apple or an administrator may call it. */
async function appleOf(at: AppleHouse): Promise<Readonly<Record<string, string>>> {
	const { store, clock } = at.house.domain;
	const { tokenId, profileId, serials } = await at.scene();
	const serial = serials[0] ?? assert.fail("the scene has devices");
	const account = { serverName: markup, serverUuid: null, adminId: markup, orgName: markup, orgId: null, orgType: null, pageLimit: 100 };
	await store.write(async ({ adeTokens, adeProfiles, adeDevices }) => {
		const refusal = {
			kind: "terms-not-signed",
			status: 403,
			said: markup,
			since: 1,
			at: clock.now(),
			during: "sync",
			retryAfterMs: null,
			skewMs: null,
		} as const;
		await adeTokens.update(tokenId, { name: markup, appleId: markup, account, refusal });
		const kept = await adeProfiles.byId(profileId);
		assert.ok(kept !== undefined);
		const settings = { ...kept.settings, department: markup, supportPhone: short, description: markup };
		await adeProfiles.update(profileId, { name: markup, settings });
		const told = { model: markup, description: markup, color: markup, assetTag: markup, serverAssignedBy: markup };
		await adeDevices.applyPage(tokenId, [appleDevice(serial, told)], { generation: null, now: clock.now() });
	});
	return {
		"/apple/tokens/$id": `/apple/tokens/${tokenId}`,
		"/apple/tokens/$id/renew": `/apple/tokens/${tokenId}/renew`,
		"/apple/profiles/$id": `/apple/profiles/${profileId}`,
		"/apple/devices/$serial": `/apple/devices/${serial}`,
	};
}
