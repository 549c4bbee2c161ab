import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { judgeToken } from "../../src/enrollment/ade-health.ts";
import { newId } from "../../src/enrollment/record.ts";
import { addRecipient, addWebhook } from "../../src/notices/targets.ts";
import { eventually } from "../eventually.ts";
import { openHookStandIn, verifyWebhook } from "../notices/hook-stand-in.ts";
import { mailPassword, mailUser, openMailStandIn } from "../notices/mail-stand-in.ts";
import { openAdeHouse } from "./ade-house.ts";

const day = 24 * 3600_000;

test("a token that ran out is told by mail and by webhook while the service runs, and its end is told too", async (t) => {
	await using mail = await openMailStandIn();
	await using hooks = await openHookStandIn();
	const folder = mkdtempSync(join(tmpdir(), "genkan-notices-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	writeFileSync(join(folder, "mail-ca.pem"), mail.ca);
	writeFileSync(join(folder, "hooks-ca.pem"), hooks.ca);
	await using ade = await openAdeHouse({
		noticesEvery: 20,
		outboxEvery: 20,
		settings: {
			GENKAN_SMTP_URL: `smtp://${mailUser}:${encodeURIComponent(mailPassword)}@localhost:${mail.port}`,
			GENKAN_MAIL_FROM: "Genkan <genkan@contoso.example>",
			GENKAN_SMTP_CA_FILE: join(folder, "mail-ca.pem"),
			GENKAN_WEBHOOK_CA_FILE: join(folder, "hooks-ca.pem"),
			GENKAN_ALLOW_PRIVATE_ADDRESSES: "yes",
			GENKAN_NOTICE_GATHER_MINUTES: "1",
		},
	});
	const { house } = ade;
	const { store, sealer, randomness, clock } = house.domain;
	const now = clock.now();
	const secret = await store.write(async (stores) => {
		const wish = { language: "ja", least: "error", now } as const;
		await addRecipient(stores, { ...wish, address: "taro@contoso.example", id: newId(clock, randomness) });
		const hook = { ...wish, url: `${hooks.url}/hook`, topics: [], allowPrivate: true } as const;
		const added = await addWebhook(stores, hook, { sealer, randomness });
		return added.ok ? added.secret : assert.fail(added.problem.kind);
	});
	const judge = () => judgeToken(store, "head-office", { now: clock.now(), newId: () => newId(clock, randomness) });
	// The service's own judging of the token is slower than a test.
	await store.write((stores) => stores.adeTokens.update("head-office", { expiresAt: now - day }));
	await judge();
	const posted = (code: string, topic: string) =>
		hooks.posted
			.map(({ headers, body }) => verifyWebhook(secret, headers, body, new Set(), clock.now()))
			.find((told) => told?.data.incidents.some((incident) => incident["code"] === code && incident["topic"] === topic));
	await eventually("the webhook hears of it", () => posted("ade-token-expired", "incident.opened") !== undefined);
	await eventually("the mail arrives", () => mail.mails.length > 0);
	assert.equal(mail.mails[0]?.to, "taro@contoso.example");

	await store.write((stores) => stores.adeTokens.update("head-office", { expiresAt: now + 300 * day }));
	await judge();
	house.clock.move(2 * 60_000);
	await eventually("the webhook hears of its end", () => posted("ade-token-expired", "incident.closed") !== undefined);
	await eventually("so does the person", () => mail.mails.length > 1);
	const waiting = await store.read.noticeDeliveries.list({ state: "given-up", limit: 10 });
	assert.deepEqual(waiting, []);

	// A service that is started again tells what is new, and nothing again.
	const before = hooks.posted.length;
	await house.restart();
	house.clock.move(5 * 60_000);
	const again = house.domain.store;
	await again.write((stores) => stores.adeTokens.update("head-office", { expiresAt: now - day }));
	await judgeToken(again, "head-office", { now: clock.now(), newId: () => newId(clock, randomness) });
	// The service may meanwhile have found something else that is wrong with this machine: only what is told of the token is counted.
	const told = () =>
		hooks.posted
			.slice(before)
			.flatMap(({ headers, body }) => verifyWebhook(secret, headers, body, new Set(), clock.now())?.data.incidents ?? [])
			.filter((incident) => incident["code"] === "ade-token-expired")
			.map((incident) => incident["topic"]);
	await eventually("the webhook hears of what is new", () => told().length > 0);
	await eventually("so does the person", () => mail.mails.length > 2);
	assert.deepEqual(told(), ["incident.opened"]);
});
