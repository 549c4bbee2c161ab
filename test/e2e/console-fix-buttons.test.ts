import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import app from "../../console/src/locales/en/app.json" with { type: "json" };
import evidence from "../../console/src/locales/en/evidence.json" with { type: "json" };
import users from "../../console/src/locales/en/users.json" with { type: "json" };
import appJa from "../../console/src/locales/ja/app.json" with { type: "json" };
import evidenceJa from "../../console/src/locales/ja/evidence.json" with { type: "json" };
import usersJa from "../../console/src/locales/ja/users.json" with { type: "json" };
import { inParallel } from "../../simulator/in-parallel.ts";
import { type Language, textsFor } from "../../src/texts/texts.ts";
import { openExercise } from "../../src/tour/exercise.ts";
import { prepareTour } from "../../src/tour/prepare.ts";
import { allScenarios } from "../../src/tour/scenarios.ts";
import { type Client, hire, signedIn } from "../api/console-client.ts";
import { eventually } from "../eventually.ts";
import { furtherFailures, type Where } from "../tour/further-failures.ts";
import { askTour, type Play, standsStill } from "../tour/plays.ts";
import { openTourStage, type TourStage } from "../tour/tour-stage.ts";
import { launchChromium, noChromium } from "./chromium.ts";
import { type ConsoleBrowser, openConsole, settled } from "./console-browser.ts";
import { everyFix, type FixKind, typed } from "./every-fix.ts";

/** Every way to mend that the tables know, pressed where it is told, after a phone has met what it mends. */
const words = { en: { app, evidence, users }, ja: { app: appJa, evidence: evidenceJa, users: usersJa } } as const;
const skip = noChromium();

/** What was not pressed, and why. Nothing is added: whoever presses one of these, or takes it out of the tables, takes it from here. */
const notPressed: Readonly<Record<string, string>> = {
	"explain-message": "a message of several causes is told by its causes; this stands in the document of failures alone",
};

/** What must be there already is chosen, by the fix and the name. */
const chosen: ReadonlySet<string> = new Set(["assign-policy GROUP", "choose-default-profile NAME", "choose-profile NAME"]);
const labelOf = (language: Language, need: string) => (words[language].evidence.needs as Readonly<Record<string, string>>)[need] ?? need;

const { byRule: table, named } = everyFix();
const left = new Set(table.keys());
const pressed: { readonly id: string; readonly kind: FixKind; readonly language: Language }[] = [];
const further: ReadonlyMap<string, unknown> = new Map(furtherFailures);
const visited = new Set<string>();
const photographed = new Set<string>();

/** Of the demo's own address nobody can make a record; and a page may still ask after the token, profile or device of a play that is over. */
const expects = /^(4\d\d \/api\/v1\/domains\/[\w.-]+\/records|404 \/api\/v1\/ade\/(tokens|profiles|devices)\/[\w-]+(\/[\w-]+)?)$/;

let at: TourStage;
let browser: Browser;
let boss: Client;
let consoles: Readonly<Record<Language, { readonly seen: ConsoleBrowser; queue: Promise<unknown> }>>;

const place = () => ({ domain: at.stage.domain, url: at.stage.url, root: at.stage.service.ownRoot ?? "" });

before(async () => {
	if (skip !== false) return;
	assert.equal(spawnSync(process.execPath, ["console/build.ts"], { stdio: "ignore" }).status, 0, "the console is built");
	at = await openTourStage();
	await prepareTour(at.stage);
	browser = await launchChromium();
	boss = await signedIn(place(), await hire(place(), "boss", "owner"));
	const opened = async (language: Language, name: string) => {
		const seen = await openConsole({ browser, house: place(), as: await hire(place(), name, "administrator"), language, expects });
		await seen.open("/tries");
		// Apple's own sites are not asked by a test.
		await seen.page.context().route(/^https:\/\/[\w.]*apple\.com\//, (route) => route.fulfill({ body: "Apple" }));
		return { seen, queue: Promise.resolve() };
	};
	consoles = { en: await opened("en", "megan"), ja: await opened("ja", "hanako") };
});
after(async () => {
	if (skip !== false) return;
	for (const { seen } of Object.values(consoles ?? {})) await seen[Symbol.asyncDispose]();
	await browser?.close();
	await at?.[Symbol.asyncDispose]();
});

interface Told {
	readonly id: string;
	readonly title: string;
	readonly command: string | null;
	readonly acts: boolean;
	readonly place: string | null;
	readonly needs: readonly string[];
}

async function fixesOf({ api, asks }: Where, language: Language): Promise<readonly Told[]> {
	const url = `${api}${api.includes("?") ? "&" : "?"}lang=${language}`;
	const { json, status, text } = await boss.send(asks === undefined ? "GET" : "POST", url, asks === undefined ? {} : { body: asks });
	assert.equal(status, 200, `${url}: ${text}`);
	if (json.candidates !== undefined) return json.candidates.flatMap((one: { readonly fixes: readonly Told[] }) => one.fixes);
	return json.fixes ?? json.explanation.fixes;
}

function kindNow({ acts, needs, place: where }: Told): FixKind | null {
	if (where !== null) return where.startsWith("apple-") ? "apple" : "page";
	return acts ? (needs.length > 0 ? "input" : "command") : null;
}

/** Each kind by turns in English and in Japanese. */
function languageOf(kind: FixKind): Language {
	const before = pressed.filter((one) => one.kind === kind).length;
	return before % 2 === 0 ? "en" : "ja";
}

/** One after the other on the page of a language. */
function onPage<T>(language: Language, work: (seen: ConsoleBrowser) => Promise<T>): Promise<T> {
	const one = consoles[language];
	const done = one.queue.then(() => work(one.seen));
	one.queue = done.catch(() => undefined);
	return done;
}

async function photograph(seen: ConsoleBrowser, kind: string): Promise<void> {
	if (photographed.has(kind)) return;
	photographed.add(kind);
	await seen.look(`fix-${kind}`);
}

/** Opens the page where it is told, presses it, reads what would come of it, has it done and reads that it is. */
async function press(where: Where, id: string, kind: FixKind): Promise<void> {
	const language = languageOf(kind);
	pressed.push({ id, kind, language });
	const fix = (await fixesOf(where, language)).find((one) => one.id === id) ?? assert.fail(`${id} is not on ${where.page}`);
	await onPage(language, async (seen) => {
		const { page } = seen;
		// What was shown before is fetched anew.
		if (visited.has(`${language} ${where.page}`)) await seen.open(where.page);
		else await go(page, where.page);
		visited.add(`${language} ${where.page}`);
		const main = page.getByRole("main");
		if (where.runs) {
			const runs = main.getByRole("button", { name: words[language].users.tests.run, exact: true });
			await runs.waitFor();
			await settled(page);
			await runs.click();
		}
		if (kind === "page" || kind === "apple") return goes(seen, main, fix, kind, language);
		const { mend } = words[language].app.fix;
		const opens = main.getByRole("button", { name: `${mend}: ${fix.title}`, exact: true }).first();
		await opens.waitFor();
		await settled(page);
		await opens.click();
		const dialog = page.getByRole("dialog");
		for (const need of fix.needs) {
			const value = typed()[id]?.[need] ?? assert.fail(`${id} needs ${need}`);
			if (chosen.has(`${id} ${need}`)) await dialog.getByRole("radio", { name: value, exact: true }).check();
			else await dialog.getByLabel(labelOf(language, need)).fill(value);
		}
		const button = dialog.locator("button[type=submit]:enabled");
		await button.waitFor();
		assert.ok((await dialog.getByRole("listitem").count()) > 0 || (await asked(dialog, language)), `${id}: what would come of it is told`);
		await photograph(seen, kind);
		await button.click();
		// It is told for four seconds.
		await page.getByText(words[language].app.change.done, { exact: true }).first().waitFor();
		await dialog.waitFor({ state: "detached" });
	});
}

const asked = async (dialog: Locator, language: Language) =>
	(await dialog.getByText(words[language].app.change.asked, { exact: true }).count()) > 0;

/** As a link of the console goes there: nothing is loaded anew. */
async function go(page: Page, path: string): Promise<void> {
	await page.evaluate(`history.pushState({}, "", ${JSON.stringify(`/console${path}`)})`);
}

/** To a page that shows something, or to Apple's site. */
async function goes(seen: ConsoleBrowser, main: Locator, fix: Told, kind: FixKind, language: Language): Promise<void> {
	const { page } = seen;
	const { fix: labels } = words[language].evidence;
	const link = main.getByRole("link", { name: `${kind === "apple" ? labels.apple : labels.page}: ${fix.title}`, exact: true }).first();
	await link.waitFor();
	await settled(page);
	await photograph(seen, kind);
	if (kind === "apple") {
		const opens = page.waitForEvent("popup");
		await link.click();
		await (await opens).close();
		return;
	}
	const heading = await main.getByRole("heading", { level: 1 }).textContent();
	await link.click();
	await eventually(`${fix.id} leads on`, async () => {
		const shown = await page.getByRole("main").getByRole("heading", { level: 1 }).textContent();
		return shown !== heading && shown !== "";
	});
}

/** Presses whatever was not pressed yet: links all, of what changes something one. The one that changed something. */
async function pressAll(pages: readonly Where[], code: string, first: string | null): Promise<string | null> {
	let acting: { readonly where: Where; readonly id: string; readonly kind: FixKind } | null = null;
	for (const where of pages) {
		const fixes = await fixesOf(where, "en");
		for (const fix of fixes) {
			assert.ok(fix.command === null || fix.acts || fix.place !== null, `${fix.id}: a command line, and no button on ${where.page}`);
			const kind = kindNow(fix);
			if (kind === null || !left.has(fix.id)) continue;
			if (kind === "page" || kind === "apple") {
				left.delete(fix.id);
				await press(where, fix.id, kind);
			} else if (further.has(fix.id) || !of(code).includes(fix.id)) continue;
			else if (acting === null || fix.command?.startsWith(`genkan ${first}`) === true) acting = { where, id: fix.id, kind };
		}
	}
	if (acting === null) return null;
	left.delete(acting.id);
	await press(acting.where, acting.id, acting.kind);
	return acting.id;
}

const sent = (method: string, path: string, body?: unknown) => askTour(boss, method, path, body);
const still = (play: Play) => standsStill(boss, play);

/** A phone meets it, it is mended with the buttons of the pages where it is told, and the same phone enrolls. */
async function played(code: string): Promise<void> {
	for (let times = 0; times < 4 && of(code).some((id) => left.has(id) && !further.has(id)); times++) {
		const failed = await still(await sent("POST", "/tour/plays", { scenario: code, language: "en" }));
		assert.equal(failed.state, "failed-as-expected", `${code}: ${failed.problem}`);
		const { reference, incident, serial } = failed;
		const pages = [
			...(reference === null ? [] : [{ page: `/tries/${reference}`, api: `/attempts/${reference}` }]),
			...(incident === null || reference !== null ? [] : [{ page: `/incidents/${incident}`, api: `/incidents/${incident}` }]),
			...(serial === null || failed.person !== null ? [] : [{ page: `/apple/devices/${serial}`, api: `/ade/devices/${serial}` }]),
			...(failed.message === null ? [] : [saying(failed, failed.message)]),
		];
		const before = left.size;
		const declared = failed.fix === null ? null : failed.fix.command.split(" ").slice(1, 3).join(" ");
		const changed = await pressAll(pages, code, declared);
		if (changed !== null) {
			// What a person does after the fix is done in any case; instead of one, only where it is still needed.
			const open =
				failed.fix !== null || incident === null || (await boss.send("GET", `/incidents/${incident}`)).json.incident.closedAt === null;
			if (failed.hand !== null && open) {
				await sent("POST", `/tour/plays/${failed.id}/mend`);
				await still(failed);
			}
			await sent("POST", `/tour/plays/${failed.id}/again`);
			const enrolled = await still(failed);
			assert.deepEqual([enrolled.state, enrolled.problem], ["enrolled", null], `${code}, after ${changed}`);
		}
		await sent("DELETE", `/tour/plays/${failed.id}`);
		if (left.size === before) return;
	}
}

/** What somebody is told who asks what the phone shows. */
function saying({ person, serial }: Play, message: string): Where {
	const whose = { ...(person === null ? {} : { user: person.upn }), ...(serial === null ? {} : { serial }) };
	return { page: `/explain?${new URLSearchParams({ message, ...whose }).toString()}`, api: "/explain", asks: { message, ...whose } };
}

const of = (code: string): readonly string[] => [...table].flatMap(([id, rules]) => (rules.includes(code) ? [id] : []));

/** What went wrong is told whole: one button that fails hides no other. */
async function gathered(what: readonly string[], work: (one: string) => Promise<void>, limit: number): Promise<void> {
	const failures: string[] = [];
	await inParallel(limit, what, (one) =>
		work(one).catch((error: unknown) => void failures.push(`${one}: ${error instanceof Error ? error.message : String(error)}`)),
	);
	assert.deepEqual(failures, []);
}

const playable = allScenarios.flatMap(({ code, stopsEverybody }) => (code === null ? [] : [{ code, alone: stopsEverybody === true }]));

test("the table of the fixes is whole: each that has words is named by some rule", () => {
	assert.deepEqual(
		Object.keys(textsFor("en").fixes).filter((id) => !named.has(id)),
		[],
	);
});

test("what stops everybody is mended with the buttons beside the try", { skip }, () =>
	gathered(
		playable.filter(({ alone }) => alone).map(({ code }) => code),
		played,
		1,
	),
);

test("what stops somebody is mended with the buttons of the pages where it is told, and the same phone enrolls", { skip }, () =>
	gathered(
		playable.filter(({ alone }) => !alone).map(({ code }) => code),
		played,
		2,
	),
);

test("what the tour does not play is mended so as well", { skip }, async () => {
	let number = 900;
	const wanted = new Map(furtherFailures);
	await gathered(
		[...wanted.keys()].filter((id) => left.has(id)),
		async (id) => {
			const exercise = openExercise(at.stage, ++number, "ja");
			try {
				const { pages, gone } = (await wanted.get(id)?.(exercise)) ?? assert.fail(id);
				const fix = (await Promise.all(pages.map(async (where) => (await fixesOf(where, "en")).map((one) => ({ where, one })))))
					.flat()
					.find(({ one }) => one.id === id);
				assert.ok(fix !== undefined, `${id} is not offered`);
				const kind = kindNow(fix.one) ?? assert.fail(`${id} has no button`);
				left.delete(id);
				await press(fix.where, id, kind);
				if (kind !== "command" && kind !== "input") return;
				assert.ok(gone !== undefined, `nothing tells whether ${id} mends it`);
				const late = AbortSignal.timeout(20_000);
				await eventually(`${id} mends it`, () => {
					late.throwIfAborted();
					return gone();
				});
			} finally {
				await exercise.close();
			}
		},
		1,
	);
});

test("no fix of the tables was left out but what is told above, and each kind was pressed in both languages", { skip }, () => {
	assert.deepEqual([...left].toSorted(), Object.keys(notPressed).toSorted());
	const seen = new Set(pressed.map(({ kind, language }) => `${kind} ${language}`));
	for (const kind of ["command", "input", "page", "apple"])
		for (const language of ["en", "ja"]) assert.ok(seen.has(`${kind} ${language}`), `${kind} ${language}`);
	assert.deepEqual([...consoles.en.seen.complaints, ...consoles.ja.seen.complaints], []);
});
