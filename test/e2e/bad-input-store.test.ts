import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import Database from "better-sqlite3";
import { openPushSecrets } from "../../src/devices/push-secrets.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { buildAcknowledged } from "../../src/protocol/mdm/build-result.ts";
import { type Answer, enrolledDevice, newDevice, type TestDevice, valuables } from "./enrolled-device.ts";
import { giveProfile } from "./give-profile.ts";
import { type House, openHouse, password } from "./harness.ts";
import { outcomeOf, postOperation, scepRequest } from "./scep-request.ts";
import { visitor } from "./visitor.ts";

const upn = "hana@contoso.example";

async function commandOf(device: TestDevice): Promise<string | undefined> {
	return /<key>CommandUUID<\/key>\s*<string>([^<]+)/.exec((await device.idle()).body)?.[1];
}

/** What a device is told while nothing can be written: come again. */
function later({ status, body, headers }: Answer): void {
	assert.deepEqual([status, body], [503, ""]);
	assert.match(headers.get("retry-after") ?? "", /^\d+$/);
}

/** A store that cannot write now says so to everybody, loses nothing, and goes on by itself. */
async function survives(house: House, break_: (device: TestDevice) => Promise<void>, mend: () => void): Promise<void> {
	const managed = await enrolledDevice(house, upn);
	const between = await newDevice(house, upn);
	assert.equal((await between.authenticate()).status, 200);
	const fresh = await newDevice(house, upn);
	const person = visitor(house);
	assert.equal((await person.signIn(upn, password)).page, "install");
	const given = await giveProfile(house, upn);
	const request = await scepRequest(house, { challenge: given.challenge });
	const command = await commandOf(managed);
	assert.ok(command !== undefined);
	await break_(managed);
	const before = valuables(house);
	const [asked, pages, ...answers] = await Promise.all([
		postOperation(given.plainScepUrl, request.bytes),
		Promise.all([
			visitor(house).get("/enroll"),
			person.ask("GET", "/enroll"),
			person.ask("GET", "/enroll/profile"),
			person.ask("POST", "/enroll/sign-in", `upn=${upn}&password=x`),
			person.ask("POST", "/enroll/sign-in", "{}", { "content-type": "application/json" }),
		]),
		fresh.authenticate(),
		between.tokenUpdate(),
		managed.tokenUpdate("renewed"),
		managed.idle(),
		managed.send(buildAcknowledged({ udid: managed.udid }, command), { checkIn: false }),
		managed.send(Buffer.from("<plist"), { checkIn: false }),
		managed.checkOut(),
		managed.message({ messageType: "GetToken", enrollment: { udid: managed.udid }, tokenServiceType: "x" }),
	]);
	for (const answer of answers) later(answer);
	assert.equal(asked.status, 503);
	const [first, ...others] = pages;
	for (const page of [first, ...others.slice(1, 3)]) {
		assert.deepEqual([page?.status, page?.page], [503, "problem"]);
		assert.equal(page?.headers.get("retry-after"), "60");
		assert.match(page?.html ?? "", /data-problem="unavailable".*Nothing is lost/s);
		assert.doesNotMatch(page?.html ?? "", /SQLITE|database|locked|disk/);
	}
	// A page of which nothing is new needs no writing; a form that is not taken is refused also where that cannot be written down.
	assert.ok([200, 503].includes(others[0]?.status ?? 0));
	assert.equal(others[3]?.status, 400);
	mend();

	assert.deepEqual(valuables(house), before, "nothing was half written");
	const issued = await outcomeOf(house, await postOperation(given.plainScepUrl, request.bytes), request);
	assert.ok(typeof issued !== "string", "the challenge was not spent for nothing");
	for (const again of [fresh.authenticate, fresh.tokenUpdate, between.tokenUpdate, managed.idle]) assert.equal((await again()).status, 200);
	assert.equal((await managed.send(buildAcknowledged({ udid: managed.udid }, command), { checkIn: false })).status, 200);
	assert.equal((await house.domain.store.read.commands.byUuid(command))?.state, "acknowledged");
	for (const { udid } of [fresh, between, managed]) assert.equal((await house.domain.store.read.devices.byUdid(udid))?.state, "managed");
	assert.equal((await person.get("/enroll")).page, "install");
	assert.equal((await visitor(house).get("/enroll")).page, "sign-in");
	assert.ok(house.complaints.length > 0);
	for (const complaint of house.complaints) assert.match(complaint, /store is not available|could not be written down|push|prune/);
}

test("a lock that another process does not let go", async () => {
	await using house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" }, pushEvery: 3_600_000 });
	await house.addUser(upn);
	const other = new Database(join(house.domain.config.data, "genkan.sqlite"));
	await survives(
		house,
		async () => void other.exec("begin immediate"),
		() => other.exec("rollback"),
	);
	other.close();
});

/** A disk of its own, so small that it can be filled. */
function smallDisk(test: TestContext, megabytes: number): string | null {
	const folder = mkdtempSync(join(tmpdir(), "genkan-disk-"));
	const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=700`, "tmpfs", folder]);
	test.after(() => {
		if (mounted.status === 0) spawnSync("umount", [folder]);
		rmdirSync(folder);
	});
	return mounted.status === 0 ? folder : null;
}

/** Takes what is left, but for a megabyte. */
function fill(file: string): void {
	const descriptor = openSync(file, "a");
	for (let size = 1 << 20; size > 0; size = Math.floor(size / 2)) {
		const part = Buffer.alloc(size);
		try {
			while (writeSync(descriptor, part) > 0);
		} catch (error) {
			assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
		}
	}
	closeSync(descriptor);
	truncateSync(file, statSync(file).size - (1 << 20));
}

/** Writes until there is no room in what the store had taken before: what was answered 200 is there, and nothing else. */
async function exhaust(house: House, device: TestDevice): Promise<void> {
	const { topic } = device.given.read.mdm;
	const { store, sealer } = house.domain;
	let kept = "";
	let told = 0;
	/** Whether it was taken. */
	const update = async (unlockToken?: Buffer): Promise<boolean> => {
		const token = Buffer.from(`token ${told++}`);
		const of = { messageType: "TokenUpdate", enrollment: { udid: device.udid }, topic, token, pushMagic: "m" } as const;
		const answer = await device.send(buildCheckIn({ ...of, ...(unlockToken === undefined ? {} : { unlockToken }) }));
		if (answer.status === 200) kept = token.toString();
		else later(answer);
		return answer.status === 200;
	};
	for (let refusals = 0; refusals < 3; ) {
		assert.ok(told < 500, "the disk is not full");
		if (!(await update(Buffer.alloc(60_000, told)))) refusals++;
	}
	// What a refused unit had written before it was refused is room for a smaller one: until the smallest are refused, too, again and again.
	for (let refusals = 0, tries = 0; refusals < 6; tries++) {
		assert.ok(tries < 1000, "the disk is not full for the smallest messages");
		const taken = tries % 2 === 0 ? await update() : (await device.idle()).status === 200;
		refusals = taken ? 0 : refusals + 1;
	}
	assert.notEqual(kept, "");
	const record = await store.read.devices.byUdid(device.udid);
	const secrets = record === undefined ? null : openPushSecrets(sealer, record);
	assert.equal(Buffer.from(secrets?.token ?? []).toString(), kept);
}

test("a full disk", async (t) => {
	const disk = smallDisk(t, 16);
	if (disk === null) return t.skip("mounting a small disk needs root");
	await using house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_DATA: join(disk, "data") }, pushEvery: 3_600_000 });
	await house.addUser(upn);
	const ballast = join(disk, "ballast");
	await survives(
		house,
		async (device) => {
			fill(ballast);
			await exhaust(house, device);
		},
		() => rmSync(ballast),
	);
	const other = new Database(join(disk, "data", "genkan.sqlite"), { readonly: true });
	assert.equal(other.pragma("integrity_check", { simple: true }), "ok");
	other.close();
});
