import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { inParallel } from "../../simulator/in-parallel.ts";
import { generateKeys } from "../../simulator/keys.ts";
import { createPhone, type Phone } from "../../simulator/phone.ts";
import { openStore } from "../../src/store/open.ts";
import { within } from "../within.ts";
import { openHouse, password } from "./harness.ts";

const phonesInAll = 200;
const kills = 3;
const atOnce = 8;
/** Keys are shared between phones: what is tested is the store, and 200 RSA keys would take most of a minute. */
const keysInAll = 8;
/** How often a phone tries again, a fifth of a second apart: the service may take its time to start on a busy machine. */
const patience = 600;

/** A service process that can be killed and started again at the same place. */
class Killable {
	readonly #environment: Readonly<Record<string, string>>;
	#child: ChildProcess | undefined;

	constructor(environment: Readonly<Record<string, string>>) {
		this.#environment = environment;
	}

	async start(): Promise<void> {
		const script = fileURLToPath(new URL("service-process.ts", import.meta.url));
		const child = spawn(process.execPath, [script], {
			env: { PATH: process.env["PATH"] ?? "", ...this.#environment },
			stdio: ["ignore", "pipe", "inherit"],
		});
		this.#child = child;
		const ready = new Promise<void>((resolve, reject) => {
			child.stdout?.once("data", () => resolve());
			child.once("exit", (code) => reject(new Error(`the service ended with ${code} before it was ready`)));
		});
		await within("the service is ready", ready);
	}

	async kill(): Promise<void> {
		const child = this.#child;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once("exit", resolve));
		child.kill("SIGKILL");
		await gone;
	}
}

test(`kill -9 in the middle of enrolling ${phonesInAll} phones loses no acknowledged message, and the phones go on`, async () => {
	// The house makes the tenant; then its process gives way to one that can be killed.
	await using house = await openHouse();
	for (let person = 0; person < 20; person++) await house.addUser(`person${person}@contoso.example`);
	const { root, url } = house;
	const { config } = house.domain;
	await house.service.stop();
	await house.domain.store.close();
	const service = new Killable({
		GENKAN_DATA: config.data,
		GENKAN_PUBLIC_URL: config.publicUrl,
		GENKAN_PORT: String(config.port),
		GENKAN_APNS_HOST: config.apnsHost,
		GENKAN_APNS_PORT: String(config.apnsPort),
		GENKAN_STAND_IN_APNS_CA_FILE: config.standInApnsCaFile ?? "",
		GENKAN_STAND_IN_PUSH_ISSUER_FILE: config.standInPushIssuerFile ?? "",
	});
	after(() => service.kill());
	await service.start();

	const keys = await Promise.all(Array.from({ length: keysInAll }, () => generateKeys(2048)));
	const phones = makeFleet("kill", phonesInAll).map((device, index) => {
		const pair = keys[index % keysInAll];
		return createPhone({
			...device,
			product: "iPhone15,2",
			osVersion: "18.5",
			roots: [root],
			portalUrl: url,
			timeoutMs: 20_000,
			...(pair === undefined ? {} : { keys: pair }),
		});
	});
	/** Phones that were told that all their answers arrived. */
	const settled = new Set<Phone>();
	let ended = false;
	const enrolling = inParallel(atOnce, phones, async (phone, index) => {
		const person = { upn: `person${index % 20}@contoso.example`, password };
		for (let tries = 0; tries < patience && !phone.state().managed; tries++) {
			const result = await enroll(phone, person).catch(() => undefined);
			if (result?.ok !== true) await sleep(200);
			// Managed here, but the answer to its TokenUpdate was lost: its owner sees no profile in Settings, and begins again.
			if (phone.page()?.kind === "managed" && !phone.state().managed) await phone.startAgain().catch(() => undefined);
		}
		for (let tries = 0; tries < patience && !settled.has(phone); tries++) {
			const connected = await phone.connect().catch(() => undefined);
			if (connected?.ok === true) settled.add(phone);
			else await sleep(200);
		}
	}).finally(() => {
		ended = true;
	});

	let killed = 0;
	for (; killed < kills && !ended; killed++) {
		const wanted = Math.round(((killed + 1) * phonesInAll) / (kills + 1));
		while (!ended && phones.filter((phone) => phone.state().managed).length < wanted) await sleep(10);
		await service.kill();
		// What the phones know at this moment was acknowledged before the process died.
		const managed = phones.filter((phone) => phone.state().managed);
		const done = managed.filter((phone) => settled.has(phone));
		const store = await openStore({ kind: "sqlite", file: join(config.data, "genkan.sqlite") });
		for (const phone of managed) {
			const device = await store.read.devices.byUdid(phone.description.udid);
			assert.equal(device?.state, "managed", `${phone.description.serial} was told that it is managed`);
			assert.ok(device.pushToken !== null && device.pushMagic !== null, "the token that Apple will not send twice is kept");
			const attempt = device.attemptId === null ? undefined : await store.read.attempts.byId(device.attemptId);
			assert.equal(attempt?.state, "enrolled");
			if (done.includes(phone)) assert.equal(await store.read.commands.countOpen(device.id), 0, "every answer that was taken is kept");
		}
		await store.close();
		await service.start();
	}
	await enrolling;
	assert.equal(killed, kills, "the service was killed in the middle each time");
	assert.equal(settled.size, phonesInAll, "every phone is managed and has answered all commands");
	assert.deepEqual(
		phones.filter((phone) => phone.state().unenrolledBy401),
		[],
	);
	await service.kill();
	const store = await openStore({ kind: "sqlite", file: join(config.data, "genkan.sqlite") });
	assert.equal(await store.read.devices.count({ state: "managed" }), phonesInAll, "and none twice");
	await store.close();
	for (const phone of phones) phone.close();
});
