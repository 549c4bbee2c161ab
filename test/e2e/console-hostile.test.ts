import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { request as tlsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import type { Browser } from "playwright-core";
import { hire, password, signedIn } from "../api/console-client.ts";
import { within } from "../within.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { openConsole, sessionCookie, takeBack } from "./console-browser.ts";
import type { House } from "./harness.ts";
import { type HostileHouse, markup, openHostileHouse } from "./hostile-house.ts";

/** The console against whoever wants something else of it: names that are programs, other sites, addresses that lead away. */
const router = readFileSync(new URL("../../console/src/app/router.tsx", import.meta.url), "utf8");
const paths = [...router.matchAll(/\bpage\("([^"]+)"/g)].map(([, path = ""]) => path).filter((path) => path !== "/tour" && path !== "/$");

let hostile: HostileHouse;
let house: House;
let browser: Browser;
let elsewhere: Server;
/** What the page of another site is, and where. */
let lure = "";
let site: string;
const skip = noChromium();

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	hostile = await openHostileHouse();
	({ house } = hostile.at);
	elsewhere = createServer((_, response) => response.setHeader("content-type", "text/html").end(lure));
	await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
	site = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
	browser = await launchChromium();
});
after(async () => {
	if (skip !== false) return;
	await browser.close();
	elsewhere.closeAllConnections();
	elsewhere.close();
	await hostile[Symbol.asyncDispose]();
});

interface Seen {
	readonly ran: unknown;
	readonly made: readonly string[];
	readonly shown: boolean;
}

/** What ran, what became an element of a name, and whether the name stands there as it was given. */
const inspect = `(() => ({
	ran: typeof broken === "undefined" ? null : broken,
	made: [...document.querySelectorAll("img[src=x], [onerror], [onload], script:not([src]), [href^='javascript:' i], iframe, object, embed, base")]
		.map((one) => one.outerHTML.slice(0, 120)),
	shown: document.body.innerText.includes("<img src=x") || [...document.querySelectorAll("input, textarea")].some(({ value }) => value.includes("<img src=x")),
}))()`;

test("whatever a phone, Apple, a file or a person is called stays text, on every page", { skip, timeout: 540_000 }, async () => {
	await using seen = await openConsole({ browser, house, as: hostile.owner, language: "en" });
	const shownOn: string[] = [];
	for (const path of paths) {
		const address = hostile.samples[path] ?? path;
		assert.ok(!address.includes("$") && !address.includes("undefined"), `${path} needs a sample`);
		await seen.open(address);
		const { ran, made, shown } = await seen.page.evaluate<Seen>(inspect);
		assert.deepEqual({ path, ran, made }, { path, ran: null, made: [] });
		if (shown) shownOn.push(path);
	}
	// Where nothing of it is shown, nothing was tried.
	const expected = ["/account", "/audit", "/", "/incidents/$id", "/search", "/explain", "/policies/restrictions", "/policies/limits"];
	expected.push("/policies/corporate-identifiers", "/policies/terms", "/devices", "/devices/blocked", "/devices/$id", "/apple/tokens");
	expected.push("/apple/tokens/$id", "/apple/profiles", "/apple/profiles/$id", "/apple/devices/$serial", "/users", "/users/$id", "/groups");
	expected.push("/groups/$id", "/licences");
	assert.deepEqual(
		expected.filter((path) => !shownOn.includes(path)),
		[],
		"shown as it was given",
	);
	assert.deepEqual([...new Set(seen.complaints)], []);
});

test("what asks and what tells shows names as text too: a dialog, its preview, a toast, the title of the window", { skip }, async () => {
	await using seen = await openConsole({ browser, house, as: hostile.owner, language: "en" });
	const { page } = seen;
	await seen.open(hostile.samples["/devices/$id"] ?? "");
	assert.match(await page.title(), /<img src=x/);
	await page.getByRole("button", { name: "Rename" }).click();
	await page.getByRole("textbox", { name: "Name" }).fill(`${markup} 2`);
	await page.keyboard.press("Enter");
	await page.getByRole("button", { name: "Undo" }).waitFor();
	assert.deepEqual((await page.evaluate<Seen>(inspect)).made, []);
	await takeBack(page);
	await page.getByRole("heading", { level: 1, name: `${markup}{{t}}` }).waitFor();
	await page.getByRole("button", { name: "Lock", exact: true }).click();
	await page.getByRole("dialog").getByText("<img src=x").first().waitFor();
	const { ran, made } = await page.evaluate<Seen>(inspect);
	assert.deepEqual({ ran, made }, { ran: null, made: [] });
	assert.deepEqual(seen.complaints, []);
});

test("the page's policy lets nothing in that was smuggled into it", { skip }, async () => {
	const [first, second] = [await raw("/console/devices"), await raw("/console/devices")];
	const policy = String(first.headers["content-security-policy"]);
	assert.match(policy, /default-src 'none'/);
	assert.match(policy, /script-src 'self'(;|$)/);
	for (const end of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "connect-src 'self'"])
		assert.ok(policy.includes(end), end);
	assert.doesNotMatch(policy, /unsafe|https?:|\*/);
	assert.notEqual(policy, second.headers["content-security-policy"], "a nonce is of one answer");
	assert.deepEqual([first.headers["x-frame-options"], first.headers["x-content-type-options"]], ["DENY", "nosniff"]);
	await using seen = await openConsole({ browser, house, as: hostile.owner, language: "en" });
	await seen.open("/devices");
	const smuggled = `(async () => {
		const add = (name, more) => document.body.appendChild(Object.assign(document.createElement(name), more));
		add("script", { textContent: "broken = 1" });
		add("script", { src: "${site}/x.js" });
		add("script", { src: "data:text/javascript,broken = 2" });
		add("div", { innerHTML: "<img src=x onerror='broken = 3'><p style='color: rgb(1, 2, 3)'>styled</p>" });
		add("style", { textContent: "body { --smuggled: yes }" });
		document.head.appendChild(Object.assign(document.createElement("base"), { href: "${site}/" }));
		add("iframe", { srcdoc: "<script>parent.broken = 4</script>" });
		const out = await fetch("${site}/").then(() => "got out", () => "kept in");
		await new Promise((resolve) => setTimeout(resolve, 300));
		return {
			out,
			ran: typeof broken === "undefined" ? null : broken,
			styled: getComputedStyle(document.querySelector("p[style]")).color === "rgb(1, 2, 3)",
			body: getComputedStyle(document.body).getPropertyValue("--smuggled"),
			base: document.baseURI.startsWith(location.origin),
		};
	})()`;
	const found = await within("smuggling", seen.page.evaluate(smuggled));
	assert.deepEqual(found, { out: "kept in", ran: null, styled: false, body: "", base: true });
});

test("another site's page changes nothing, hears nothing and shows nothing of an administrator or a person who is signed in", {
	skip,
}, async () => {
	const { store } = house.domain;
	const context = await browser.newContext({ ignoreHTTPSErrors: true });
	const { cookies } = await signedIn(house, hostile.owner);
	await context.addCookies([sessionCookie(house, cookies)]);
	const { sessions, audit } = await counts();
	const id = hostile.samples["/devices/$id"]?.split("/").at(-1);
	lure = `<!doctype html><title>lure</title><iframe id="console" src="${house.url}/console/"></iframe><iframe id="my" src="${house.url}/my"></iframe>
<form method="post" enctype="text/plain" target="a" action="${house.url}/api/v1/devices/${id}/lock"><input name='{"message":"' value='"}'></form>
<form method="post" target="b" action="${house.url}/my/devices/${id}/lock"></form><iframe name="a"></iframe><iframe name="b"></iframe>
<script>
const json = { method: "POST", credentials: "include", body: "{}" };
const tried = (name, promise) => promise.then((value) => [name, value], () => [name, "refused"]);
const heard = (address, how) => new Promise((resolve) => {
	const source = new EventSource(address, how);
	source.onopen = () => resolve("heard");
	source.onerror = () => resolve("refused");
});
const loads = (name, address) => new Promise((resolve) => {
	const one = Object.assign(document.createElement(name), { src: address, onload: () => resolve("loaded"), onerror: () => resolve("refused") });
	document.body.append(one);
});
const api = "${house.url}/api/v1";
window.done = (async () => {
	for (const form of document.forms) form.submit();
	return Promise.all([
		tried("simple", fetch(api + "/devices/${id}/lock", { ...json, mode: "no-cors" }).then(() => "sent")),
		tried("json", fetch(api + "/devices/${id}/lock", { ...json, headers: { "content-type": "application/json", "x-genkan-console": "1" } }).then(() => "answered")),
		tried("delete", fetch(api + "/session", { method: "DELETE", credentials: "include" }).then(() => "answered")),
		tried("read", fetch(api + "/session", { credentials: "include" }).then(() => "answered")),
		tried("token", fetch(api + "/devices/${id}/lock", { ...json, headers: { authorization: "x" } }).then(() => "answered")),
		tried("listen", heard(api + "/events", { withCredentials: true })),
		tried("script", loads("script", api + "/session")),
		tried("picture", loads("img", api + "/session")),
	]);
})();
</script>`;
	const page = await context.newPage();
	await within("the lure", page.goto(site));
	const done = await within("its tricks", page.evaluate<[string, string][]>("done"));
	assert.deepEqual(
		done.filter(([name, what]) => what !== "refused" && name !== "simple"),
		[],
		"whoever is elsewhere reads nothing",
	);
	for (const name of ["console", "my"]) {
		const frame = await (await page.$(`#${name}`))?.contentFrame();
		assert.match(frame?.url() ?? "", /^chrome-error:/, `${name} is framed by nobody`);
	}
	assert.deepEqual(await counts(), { sessions, audit }, "nothing was changed");
	const locks = (await store.read.commands.ofDevice(id ?? "", 100)).filter(({ requestType }) => requestType === "DeviceLock");
	assert.equal(locks.length, 0);
	await within("closing", context.close());

	async function counts() {
		const { audit: record, administratorSessions } = store.read;
		const now = house.clock.now();
		const live = { now, idleSince: now - 3_600_000 };
		const open = await administratorSessions.list({ stage: "signed-in", live, limit: 200 });
		return { sessions: open.length, audit: (await record.list({ limit: 200 })).length };
	}
});

test("after signing in one is in the console, wherever the address wanted one to be", { skip }, async () => {
	const misaki = await hire(house, "misaki@contoso.example", "readonly");
	const away = [
		"//evil.example/",
		"/\\evil.example",
		"https:evil.example",
		"javascript:broken=1",
		"/console//evil.example",
		"/%2f%2fevil.example",
	];
	await using seen = await openConsole({ browser, house, as: null, language: "en", expects: /^404 / });
	const { page } = seen;
	for (const to of away) {
		// Another code, for none is taken twice.
		house.clock.move(60_000);
		await page.context().clearCookies();
		await seen.open(`/sign-in?to=${encodeURIComponent(to)}`);
		await page.getByLabel("Name").fill("misaki@contoso.example");
		await page.getByLabel("Password").fill(password);
		await page.getByRole("button", { name: "Continue" }).click();
		const code = new TOTP({ secret: Secret.fromBase32(misaki.secret) }).generate({ timestamp: house.clock.now() });
		await page.getByLabel("Code").fill(code);
		await page.getByRole("button", { name: "Sign in", exact: true }).click();
		await page.getByRole("navigation").first().waitFor();
		const { origin, pathname } = new URL(page.url());
		assert.deepEqual([to, origin, pathname.startsWith("/console/")], [to, house.url, true]);
	}
	assert.equal(await page.evaluate("typeof broken"), "undefined");
	assert.deepEqual(
		seen.complaints.filter((one) => /asks another site|script:/.test(one)),
		[],
	);
});

test("no address leads to a file beside the console's own", { skip }, async () => {
	const up = [
		"../package.json",
		"..%2fpackage.json",
		"%2e%2e/package.json",
		"..\\package.json",
		"assets/../../package.json",
		"assets/%2e%2e/%2e%2e/package.json",
	];
	for (const path of [
		...up.map((one) => `/console/${one}`),
		"/console/assets/..%2f..%2fbuild.ts",
		"/console//etc/passwd",
		"/console/assets/%00",
		"/console/.built-from",
	]) {
		const { status, text, headers } = await raw(path);
		assert.ok(status === 404 || (status === 200 && /<div id="root">/.test(text)), `${path}: ${status} ${text.slice(0, 80)}`);
		assert.doesNotMatch(text, /devDependencies|createHash|root:x:/);
		assert.equal(headers["x-content-type-options"] ?? "nosniff", "nosniff");
	}
});

/** The address as it stands: no client of ours makes it tidy first. */
function raw(path: string): Promise<{ status: number; text: string; headers: Readonly<Record<string, unknown>> }> {
	const { hostname, port } = new URL(house.url);
	return new Promise((resolve, reject) => {
		const asked = tlsRequest({ hostname, port, path, ca: house.root, agent: false }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (piece: string) => {
				text += piece;
			});
			response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
		});
		asked.on("error", reject).end();
	});
}
