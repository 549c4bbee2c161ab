import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { addRecipient, addWebhook, mostTargets } from "../../src/notices/targets.ts";
import { createSealer } from "../../src/pki/seal.ts";
import { temporaryStore } from "../temporary-store.ts";
import { hour, openOffice } from "./outbox-fixture.ts";

const wish = { language: "en", least: "warning", now: 1 } as const;

test("of what was told before somebody was added they hear nothing, and of what comes next they do", async (t) => {
	const nobody = async () => ({ result: "sent" }) as const;
	const office = await openOffice(t, { mail: nobody, webhook: nobody });
	await office.incident("a");
	await office.look();
	await office.store.write((stores) => addRecipient(stores, { ...wish, address: "p@contoso.example", id: "r" }));
	const told = async () => {
		office.now += 24 * hour;
		await office.look();
		return (await office.store.read.noticeDeliveries.list({ limit: 10 })).map(({ total }) => total);
	};
	assert.deepEqual(await told(), []);
	await office.incident("b");
	assert.deepEqual(await told(), [1]);
});

test("there is an end to how many people and programs are told", async (t) => {
	const store = await temporaryStore(t);
	const recipient = (n: number) =>
		store.write((stores) => addRecipient(stores, { ...wish, address: `p${n}@contoso.example`, id: `r${n}` }));
	for (let n = 0; n < mostTargets.mail; n++) assert.equal((await recipient(n)).ok, true);
	assert.deepEqual(await recipient(mostTargets.mail), { ok: false, problem: { kind: "too-many-recipients", limit: mostTargets.mail } });
	const randomness = { bytes: (length: number) => randomBytes(length) };
	const sealer = createSealer(randomBytes(32), randomness);
	const webhook = () =>
		store.write((stores) =>
			addWebhook(stores, { ...wish, url: "https://hooks.example.com/", topics: [], allowPrivate: false }, { sealer, randomness }),
		);
	for (let n = 0; n < mostTargets.webhook; n++) assert.equal((await webhook()).ok, true);
	assert.deepEqual(await webhook(), { ok: false, problem: { kind: "too-many-webhooks", limit: mostTargets.webhook } });
});
