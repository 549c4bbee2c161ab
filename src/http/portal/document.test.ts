import assert from "node:assert/strict";
import { test } from "node:test";
import type { PortalView } from "../../enrollment/portal-view.ts";
import { loadAssets } from "./assets.ts";
import { renderView } from "./document.ts";
import { type Problem, problemStatus, renderProblem } from "./problem.ts";
import { samplePages, sampleView } from "./sample-views.ts";

const assets = loadAssets();
type Name = keyof typeof samplePages;
const names = Object.keys(samplePages) as Name[];
const languages = ["en", "ja"] as const;

for (const name of names) {
	for (const language of languages) {
		test(`page ${name} in ${language}`, () => {
			const view = sampleView(name);
			const page = renderView(view, language, assets);
			assert.match(page, new RegExp(`^<!doctype html>\n<html lang="${language}">`));
			assert.match(page, new RegExp(`<body data-page="${view.page.kind}"`));
			assert.equal(page.split("<h1>").length, 2, "one heading");
			assert.match(page, /<title>[^<]+<\/title>/);
			assert.ok(page.includes(`data-reference="${view.reference}"`));
			assert.ok(page.includes(`/language?to=${language === "ja" ? "en" : "ja"}`));
			assert.doesNotMatch(page, /\{[a-zA-Z]+\}/, "a value was not filled in");
			assert.doesNotMatch(page, /undefined|NaN|\[object/);
			assertBalanced(page);
			assertNothingForeign(page);
			const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
			assert.deepEqual(ids, [...new Set(ids)], "each id once");
			for (const [, id = ""] of page.matchAll(/(?:for|aria-describedby)="([^"]+)"/g)) {
				for (const one of id.split(" ")) assert.ok(ids.includes(one), `nothing has the id ${one}`);
			}
			const size = Buffer.byteLength(page) + assets.style.content.length + assets.script.content.length;
			assert.ok(size < 40_000, `page, style and script together are ${size} bytes`);
		});
	}
}

test("what the phone looks for is there", () => {
	const has = (name: Name, ...parts: readonly RegExp[]) => {
		const page = renderView(sampleView(name), "en", assets);
		for (const part of parts) assert.match(page, part, name);
	};
	has(
		"sign-in",
		/<form id="sign-in"[^>]* method="post" action="\/enroll\/sign-in"/,
		/<input id="upn" name="upn"/,
		/<input id="password" name="password" type="password"/,
	);
	has("sign-in-refused", /data-code="sign-in-failed"/, /name="upn"[^>]* value="hanako.sato@example.co.jp"/);
	has(
		"one-time-code",
		/<form id="one-time-code"[^>]* method="post" action="\/enroll\/code"/,
		/name="code"/,
		/autocomplete="one-time-code"/,
	);
	has("terms", /<form id="terms" method="post" action="\/enroll\/terms"/, /<input type="hidden" name="version" value="byod:3">/);
	has("terms", /<button[^>]* name="answer" value="accept"/, /<button[^>]* name="answer" value="decline"/);
	has("install", /<a id="profile"[^>]* href="\/enroll\/profile"/, /data-follows data-stage=""/);
	has("progress-issued", /data-follows data-stage="identity-issued"/);
	has("refused", /data-code="personal-device-blocked"/, /<form id="again" method="post" action="\/enroll\/again">/);
});

const signInNotice = (upn: string, waitMs: number | null, language: "en" | "ja") => {
	const page = { kind: "sign-in", upn, refusal: { code: "sign-in-failed", waitMs } } as const;
	const text = renderView({ ...sampleView("sign-in"), page }, language, assets);
	return (/id="refusal"[^>]*>(.*?)<\/div>/s.exec(text)?.[1] ?? "")
		.replaceAll(/<[^>]*>/g, "")
		.trim()
		.split(/\n+/);
};

test("whoever may not try yet is told how long, rounded up, and is not asked to check the password", () => {
	const whole = "x@contoso.com";
	assert.deepEqual(signInNotice(whole, 240_001, "en"), [
		"Please try again in 5 minutes",
		"There were too many wrong tries, so signing in is paused that long; if you have forgotten your password, ask your IT support to reset it.",
	]);
	assert.equal(signInNotice(whole, 60_000, "en")[0], "Please try again in 1 minute");
	assert.equal(signInNotice(whole, 1, "ja")[0], "1分後に、もう一度お試しください");
	assert.equal(signInNotice(whole, 900_000, "ja")[0], "15分後に、もう一度お試しください");
	const [title, todo] = signInNotice(whole, null, "en");
	assert.equal(title, "Signing in did not work");
	assert.match(todo ?? "", /^Check your user name and password/);
});

test("whoever typed half a name is asked for the whole address", () => {
	for (const upn of ["hana", "hana@", "@contoso.example"])
		assert.match(signInNotice(upn, null, "en")[1] ?? "", /hana@contoso\.example/, upn);
	assert.match(signInNotice("hana", null, "ja")[1] ?? "", /hana@contoso\.example/);
	assert.equal(signInNotice("hana", 60_000, "en").length, 3);
	assert.ok(signInNotice("hana@contoso.com", null, "en").every((line) => !line.includes("contoso.example")));
});

test("the words of the phone's own screens are Apple's", () => {
	const install = (language: "en" | "ja") => renderView(sampleView("install"), language, assets);
	for (const label of ["Allow", "Profile Downloaded", "Install", "VPN &amp; Device Management", "Trust", "Done"]) {
		assert.ok(install("en").includes(`<b class="label">${label}</b>`), label);
	}
	for (const label of ["許可", "プロファイルがダウンロード済み", "インストール", "一般", "VPNとデバイス管理", "信頼", "完了"]) {
		assert.ok(install("ja").includes(`<b class="label">「${label}」</b>`), label);
	}
});

test("a refusal says what its code says, spells the reference, and a code without words has some as well", () => {
	const known = renderView(sampleView("refused"), "en", assets);
	assert.ok(known.includes("only devices that it owns"));
	assert.match(known, /<li><b>Q<\/b><span>Quebec<\/span><\/li>/);
	assert.match(renderView(sampleView("refused"), "ja", assets), /<li><b>7<\/b><span>ナナ<\/span><\/li>/);
	assert.ok(renderView(sampleView("refused-unknown-code"), "en", assets).includes("The exact cause is on record"));
	const proto = renderView({ ...sampleView("refused"), page: { ...samplePages.refused, code: "constructor" } }, "en", assets);
	assert.ok(proto.includes("The exact cause is on record"));
});

test("trying again is offered first where it makes sense, and last where it does not yet", () => {
	const first = (page: string) => page.indexOf('id="again"') < page.indexOf('class="spelled"');
	assert.equal(first(renderView(sampleView("refused-retry"), "en", assets)), true);
	assert.equal(first(renderView(sampleView("refused"), "en", assets)), false);
});

test("a computer is shown a code to photograph, an app's browser is not", () => {
	assert.match(renderView(sampleView("open-in-safari-computer"), "en", assets), /class="qr"/);
	assert.doesNotMatch(renderView(sampleView("open-in-safari-app"), "en", assets), /class="qr"/);
	assert.match(
		renderView(sampleView("open-in-safari-app"), "en", assets),
		/https:\/\/<wbr>enroll<wbr>\.example<wbr>\.co<wbr>\.jp<wbr>\/enroll</,
	);
});

const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) \${x} {organization}@contoso.example`;

/** One of a few words that only we write. */
const ours: ReadonlySet<string> = new Set(["kind", "stage", "who", "problem", "notes"]);

test("nothing from people, administrators or devices becomes markup, in any page", () => {
	const poisoned = (value: unknown): unknown => {
		if (typeof value === "string") return attack;
		if (Array.isArray(value)) return value.map(poisoned);
		if (typeof value === "object" && value !== null)
			return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, ours.has(key) ? inner : poisoned(inner)]));
		return value;
	};
	for (const name of names) {
		const view = sampleView(name);
		const page = poisoned(view.page) as PortalView["page"];
		const hostile: PortalView = {
			reference: attack,
			organization: attack,
			support: { phone: attack, mail: attack, site: attack },
			browser: view.browser,
			user: { upn: attack, displayName: attack },
			page,
		};
		for (const language of languages) {
			const shown = renderView(hostile, language, assets);
			assert.doesNotMatch(shown, /<script(?! src="\/enroll\/assets\/portal\.[0-9a-f]{12}\.js" defer><\/script>)/, name);
			assert.doesNotMatch(shown, /<img/, name);
			const usual = new Set(tagsAndAttributes(renderView(view, language, assets)));
			for (const tag of tagsAndAttributes(shown)) assert.ok(usual.has(tag), `${name}: <${tag}> is there only because of the attack`);
			assertBalanced(shown);
			assertNothingForeign(shown);
		}
	}
});

for (const problem of Object.keys(problemStatus) as Problem[]) {
	test(`problem ${problem} speaks both languages, the visitor's first`, () => {
		for (const language of languages) {
			const page = renderProblem(problem, language, assets);
			const other = language === "ja" ? "en" : "ja";
			assert.match(page, new RegExp(`<html lang="${language}">[^]*<h1>[^]*<div class="card" lang="${other}"><h2>`));
			assert.match(page, /data-page="problem"/);
			assertBalanced(page);
			assertNothingForeign(page);
		}
	});
}

/** `a id class href` and so on: what a page is made of, without the values. */
function tagsAndAttributes(page: string): string[] {
	return [...page.matchAll(/<([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g)].map(([, name = "", rest = ""]) =>
		[name, ...[...rest.matchAll(/\s([^\s="/]+)(?:="[^"]*")?/g)].map(([, attribute]) => attribute)].join(" "),
	);
}

/** Every tag that must be closed is, in order. */
function assertBalanced(page: string): void {
	const empty = new Set(["meta", "link", "input", "br", "wbr"]);
	const open: string[] = [];
	for (const [, slash, name = "", rest = ""] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:[^>"]|"[^"]*")*)>/g)) {
		if (slash === "/") assert.equal(open.pop(), name);
		else if (!empty.has(name) && !rest.endsWith("/")) open.push(name);
	}
	assert.deepEqual(open, []);
}

/** The policy allows no inline script or style, and nothing is to come from another host. */
function assertNothingForeign(page: string): void {
	assert.doesNotMatch(page, /<[^>]* style="|<style|<[^>]* on[a-z]+="/);
	assert.doesNotMatch(page, /(?:href|src|action)="(?!\/[a-z#]|#|tel:[+\d]*"|mailto:[^"'<>\s]*"|https:\/\/help\.sample\.example\/")/);
}
