import assert from "node:assert/strict";
import type { AppleError } from "../../../simulator/ade/refusal.ts";
import type { TokenScenario } from "./ade-token-scenario.ts";
import { day, hour, minute, type Scene } from "./apple-house.ts";

/** Types a command and lets it succeed. */
export async function genkan({ at }: Scene, ...words: readonly string[]): Promise<string> {
	assert.ok(words.length > 0, "a command");
	const { code, out, err } = await at.genkan(words);
	assert.equal(code, 0, `${words.join(" ")}: ${out}${err}`);
	return out;
}

/** A refusal that only this server gets. */
export const refuses = ({ at, name }: Scene, error: AppleError, more: { readonly path?: string; readonly times?: number } = {}) =>
	at.apple.misbehave({ kind: "error", error, server: name, ...more });

/** The token is downloaded anew, and the command that the fix names takes it. */
const renewed = async (scene: Scene, named: readonly string[]) => {
	await genkan(scene, ...named.map((word) => (word === "FILE.p7m" ? scene.download() : word)));
	await scene.round();
};
/** Apple is well again, and the command that the fix names finds it so. */
const synced = async (scene: Scene, named: readonly string[]) => {
	scene.at.apple.behave();
	await genkan(scene, ...named);
};
/** Nobody does anything: Apple is well again, and the next round finds it so. */
const passes = async (scene: Scene) => {
	scene.at.apple.behave();
	await scene.round();
};
const pass = ({ at }: Scene, ms: number) => at.house.clock.move(ms);

/** The token ends in so many days, and the service is looked at then. */
const endsIn = (days: number, severity: "warning" | "error", saw: string): TokenScenario => ({
	code: "ade-token-expiring",
	when: `the token ends in ${days} day${days === 1 ? "" : "s"}`,
	options: { validFor: 40 * day },
	async provoke(scene) {
		pass(scene, (40 - days) * day + 2 * hour - minute);
		await scene.round();
	},
	...{ saw, severity },
	fix: "ade tokens renew TOKEN",
	mend: renewed,
});

/** The token's own rows: what Apple refuses it, and what the clock says. */
export const tokenScenarios: readonly TokenScenario[] = [
	...([10, -10] as const).map(
		(minutes): TokenScenario => ({
			code: "server-clock-wrong",
			when: `our clock is ten minutes ${minutes > 0 ? "behind" : "ahead"}, and Apple refuses a good token for it`,
			async provoke(scene) {
				scene.at.apple.misbehave({ kind: "clock", offset: minutes * minute, server: scene.name });
				scene.server.endSessions();
				await scene.round();
				const open = await scene.at.house.domain.store.read.incidents.openOf({ kind: "ade-token", id: scene.tokenId });
				assert.ok(!open.some(({ code }) => code === "ade-token-invalid"), "nothing is held against the token");
			},
			saw: minutes > 0 ? "clock-behind" : "clock-ahead",
			severity: "error",
			fix: "ade sync TOKEN",
			mend: synced,
		}),
	),
	{
		code: "ade-token-expired",
		when: "the year of the token is over",
		options: { validFor: 40 * day },
		async provoke(scene) {
			pass(scene, 40 * day + minute);
			await scene.round();
		},
		saw: "token-past",
		severity: "error",
		fix: "ade tokens renew TOKEN",
		mend: renewed,
	},
	{
		code: "ade-token-expired",
		when: "the token ended days ago, so that nothing was synced for days either: the cause comes first",
		options: { validFor: 40 * day },
		async provoke(scene) {
			pass(scene, 44 * day);
			await scene.round();
			const open = await scene.at.house.domain.store.read.incidents.openOf({ kind: "ade-token", id: scene.tokenId });
			assert.deepEqual(open.map(({ code }) => code).sort(), ["ade-sync-stale", "ade-token-expired"]);
		},
		saw: "token-past",
		severity: "error",
		fix: "ade tokens renew TOKEN",
		mend: renewed,
	},
	endsIn(30, "warning", "token-ends-soon"),
	endsIn(10, "warning", "token-ends-soon"),
	endsIn(1, "error", "token-ends-within-a-day"),
	{
		code: "ade-token-invalid",
		when: "somebody downloaded a newer token of the same server, which ends the one before",
		async provoke(scene) {
			scene.download();
			await scene.round();
		},
		saw: "token-refused",
		severity: "error",
		fix: "ade tokens renew TOKEN",
		mend: renewed,
	},
	{
		code: "ade-token-invalid",
		when: "Apple takes no signature of the token any more, and a new key mends it",
		async provoke(scene) {
			refuses(scene, "signature_invalid", { path: "/session" });
			scene.server.endSessions();
			await scene.round();
		},
		saw: "token-refused",
		severity: "error",
		fix: "ade tokens key --for TOKEN",
		async mend(scene, named) {
			scene.at.apple.behave();
			scene.server.uploadPublicKey(await genkan(scene, ...named));
			await renewed(scene, ["ade", "tokens", "renew", scene.name, "FILE.p7m"]);
		},
	},
	{
		code: "ade-access-denied",
		when: "the server was deleted at Apple, and its devices are given to a new one",
		async provoke(scene) {
			scene.server.remove();
			await scene.round();
		},
		saw: "access-denied",
		severity: "error",
		fix: "ade tokens renew TOKEN",
		async mend(scene, named) {
			const another = scene.at.apple.addServer({ name: `${scene.name} again` });
			another.uploadPublicKey(await genkan(scene, "ade", "tokens", "key", "--for", scene.name));
			another.assign([...scene.server.devices()].map(({ serial }) => serial));
			const words = named.map((word) => (word === "FILE.p7m" ? scene.download(another) : word));
			await genkan(scene, ...words, "--confirm-another-server");
			await scene.round();
		},
	},
	{
		code: "ade-access-denied",
		when: "the Apple Account that made the token was deleted, and another one makes the next",
		async provoke(scene) {
			scene.server.deleteAdmin();
			await scene.round();
		},
		saw: "access-denied",
		severity: "error",
		fix: "ade tokens renew TOKEN",
		mend: renewed,
	},
	{
		code: "ade-terms-not-accepted",
		when: "Apple has new terms",
		async provoke(scene) {
			scene.server.newTerms();
			await scene.round();
		},
		saw: "apple-terms-not-accepted",
		severity: "error",
		fix: "ade sync TOKEN",
		async mend(scene, named) {
			scene.server.acceptTerms();
			await synced(scene, named);
		},
	},
	{
		code: "ade-terms-not-accepted",
		when: "nobody accepts Apple's new terms for weeks, while the token comes near its end: the cause comes first",
		options: { validFor: 40 * day },
		async provoke(scene) {
			scene.server.newTerms();
			await scene.round();
			pass(scene, 35 * day);
			await scene.round();
			const open = await scene.at.house.domain.store.read.incidents.openOf({ kind: "ade-token", id: scene.tokenId });
			assert.deepEqual(open.map(({ code }) => code).sort(), ["ade-sync-stale", "ade-terms-not-accepted", "ade-token-expiring"]);
		},
		saw: "apple-terms-not-accepted",
		severity: "error",
		fix: "ade sync TOKEN",
		async mend(scene, named) {
			scene.server.acceptTerms();
			await synced(scene, named);
			await renewed(scene, ["ade", "tokens", "renew", scene.name, "FILE.p7m"]);
		},
	},
	{
		code: "ade-server-error",
		when: "Apple answers 500, at first",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "answer", status: 500, server: scene.name });
			await scene.round();
		},
		saw: "apple-server-error",
		severity: "warning",
		fix: "ade sync TOKEN",
		mend: passes,
	},
	{
		code: "ade-server-error",
		when: "Apple answers 500 for more than an hour",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "answer", status: 500, server: scene.name });
			const before = scene.at.apple.requests.length;
			const began = scene.at.house.clock.now();
			while (scene.at.house.clock.now() - began < 3 * hour) await scene.round();
			assert.ok(scene.at.apple.requests.length - before < 20, "it is asked more and more seldom");
		},
		saw: "apple-server-error",
		severity: "error",
		fix: "ade sync TOKEN",
		mend: passes,
	},
	{
		code: "ade-server-error",
		when: "Apple asks to wait",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "answer", status: 429, retryAfter: 1800, server: scene.name });
			await scene.round();
			assert.ok(((await scene.token()).retryAt ?? 0) - scene.at.house.clock.now() > 25 * minute);
		},
		saw: "apple-asks-to-wait",
		severity: "warning",
		fix: "ade sync TOKEN",
		mend: passes,
	},
	{
		code: "ade-server-error",
		when: "Apple asks to wait for a day, and it is looked at meanwhile",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "answer", status: 429, retryAfter: 86_400, server: scene.name });
			await scene.round();
			pass(scene, 2 * hour);
			await scene.at.ade.judgeWaiting();
		},
		saw: "apple-asks-to-wait",
		severity: "error",
		fix: "ade sync TOKEN",
		mend: synced,
	},
	{
		code: "ade-server-error",
		when: "a proxy answers with a page for people",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "html", server: scene.name });
			await scene.round();
		},
		saw: "apple-answer-unreadable",
		severity: "warning",
		fix: "ade sync TOKEN",
		mend: passes,
	},
	{
		code: "ade-server-error",
		when: "Apple gives the same cursor for ever, and the walk ends all the same",
		async provoke(scene) {
			const before = scene.at.apple.requests.length;
			scene.at.apple.misbehave({ kind: "same-cursor", server: scene.name });
			await scene.round();
			assert.ok(scene.at.apple.requests.length - before < 6);
		},
		saw: "apple-answer-unreadable",
		severity: "warning",
		fix: "ade sync TOKEN",
		mend: passes,
	},
	{
		code: "apple-hosts-unreachable",
		when: "no connection to Apple comes about for more than an hour",
		async provoke(scene) {
			scene.at.apple.misbehave({ kind: "drop", when: "before", server: scene.name });
			const began = scene.at.house.clock.now();
			while (scene.at.house.clock.now() - began < 2 * hour) await scene.round();
		},
		saw: "apple-unreachable-for-long",
		severity: "error",
		fix: "ade sync TOKEN",
		mend: passes,
	},
	{
		code: "ade-request-refused",
		when: "Apple does not take a request as it is made",
		async provoke(scene) {
			refuses(scene, "MALFORMED_REQUEST_BODY");
			await scene.round();
		},
		saw: "apple-refused-request",
		severity: "error",
		fix: "ade tokens show TOKEN",
		mend: passes,
	},
	{
		code: "ade-sync-stale",
		when: "no round came to its end for over a day",
		async provoke(scene) {
			pass(scene, day + hour);
			await scene.at.ade.judge(scene.tokenId);
		},
		saw: "sync-over-a-day-old",
		severity: "warning",
		fix: "ade sync TOKEN",
		mend: synced,
	},
	{
		code: "ade-sync-stale",
		when: "rounds fail here, not at Apple, for three days",
		async provoke(scene) {
			const { store } = scene.at.house.domain;
			const { secrets } = await scene.token();
			await store.write((stores) => stores.adeTokens.update(scene.tokenId, { secrets: Buffer.from("sealed under another key") }));
			pass(scene, 3 * day);
			await scene.round();
			await store.write((stores) => stores.adeTokens.update(scene.tokenId, { secrets }));
		},
		saw: "sync-days-old",
		severity: "error",
		fix: "ade sync TOKEN",
		mend: synced,
	},
];
