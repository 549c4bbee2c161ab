import assert from "node:assert/strict";
import { test } from "node:test";
import { htmlBody, textBody } from "./notice-bodies.ts";
import type { Delivery, NoticeEvent } from "./ports.ts";
import { renderNotice } from "./render-notice.ts";
import { sampleIncident } from "./sample-incident.ts";
import { webhookBody } from "./webhook-body.ts";

const delivery: Delivery = {
	...{ id: "d", targetId: "t", kind: "mail", topic: "incident.opened", events: [1], total: 1, createdAt: 0 },
	...{ state: "waiting", tries: 0, dueAt: 0, lastError: null, endedAt: null },
};
const context = { language: "en", timeZone: "UTC", address: "https://genkan.contoso.example", recipient: "it@contoso.example" } as const;

/** Everything that is told of it, by mail and by webhook. */
function toldOf(code: string, saw: { readonly kind: string; readonly [name: string]: string | number | readonly string[] }): string {
	const incident = sampleIncident("a", { code, subject: { kind: "cause", id: "", name: "" }, saw });
	const event: NoticeEvent = { sequence: 1, at: 0, topic: "incident.opened", severity: "warning", urgent: true, incident };
	const { subject, parts } = renderNotice(delivery, [event], context);
	const hook = webhookBody(delivery, [event], { language: "en", service: context.address });
	return [subject, textBody(parts), htmlBody(parts, "en"), hook].join("\n");
}

test("what a stranger types at sign-in is no letter to the administrator in our name", () => {
	const letter = "Your licence has ended: renew it at https://evil.example/renew";
	for (const typed of [
		letter,
		`${letter}@contoso.example`,
		"//evil.example",
		"ライセンスの期限切れです。至急evil.exampleへ",
		"a".repeat(256),
	]) {
		for (const [code, saw] of [
			["user-not-found", { kind: "upn-without-suffix", upn: typed }],
			["user-not-found", { kind: "user-none", upn: typed }],
			["sign-in-failed", { kind: "sign-in-wrong-password", upn: typed, failures: 3 }],
			["upn-suffix-not-verified", { kind: "suffix-not-verified", suffix: typed, verifiedDomains: ["contoso.example"] }],
		] as const) {
			const told = toldOf(code, saw);
			assert.ok(told.includes("…"), told);
			assert.doesNotMatch(told, /evil|licence has ended|ライセンスの期限|a{65}/);
		}
	}
});

test("what looks like a name is told, and so is whatever else a rule saw", () => {
	assert.match(
		toldOf("sign-in-failed", { kind: "sign-in-wrong-password", upn: "hana.o'neil@contoso.example", failures: 3 }),
		/hana\.o'neil@contoso\.example/,
	);
	assert.match(
		toldOf("upn-suffix-not-verified", { kind: "suffix-not-verified", suffix: "contoso.example", verifiedDomains: [] }),
		/contoso\.example is not verified/,
	);
	assert.match(
		toldOf("ade-token-expired", { kind: "token-past", severity: "error", token: "東京 オフィス", expiresAt: 0 }),
		/東京 オフィス/,
	);
});
