import assert from "node:assert/strict";
import { test } from "node:test";
import { assertLinear } from "../../test/linear-time.ts";
import { browserFact } from "./browser.ts";

const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const desktop = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)";

const cases: readonly (readonly [string, string, ReturnType<typeof browserFact>])[] = [
	["Safari, iPhone", `${iphone} Version/18.5 Mobile/15E148 Safari/604.1`, { family: "iphone", platform: "iOS", safari: true }],
	[
		"Safari 26, iPhone, frozen system version",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
		{ family: "iphone", platform: "iOS", safari: true },
	],
	["Chrome, iPhone", `${iphone} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1`, { family: "iphone", platform: "iOS", safari: false }],
	["Firefox, iPhone", `${iphone} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, { family: "iphone", platform: "iOS", safari: false }],
	[
		"Edge, iPhone, with Version",
		`${iphone} Version/18.0 EdgiOS/126.0.2592.56 Mobile/15E148 Safari/605.1.15`,
		{ family: "iphone", platform: "iOS", safari: false },
	],
	[
		"DuckDuckGo, iPhone, with Version and Safari",
		`${iphone} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`,
		{ family: "iphone", platform: "iOS", safari: false },
	],
	["Google app", `${iphone} GSA/320.0.6 Mobile/15E148 Safari/604.1`, { family: "iphone", platform: "iOS", safari: false }],
	["LINE", `${iphone} Mobile/15E148 Safari Line/14.9.0`, { family: "iphone", platform: "iOS", safari: false }],
	["an app's web view", `${iphone} Mobile/15E148`, { family: "iphone", platform: "iOS", safari: false }],
	[
		"Outlook's web view",
		`${iphone} Mobile/15E148 Outlook-iOS/711.1 (com.microsoft.Office.Outlook)`,
		{ family: "iphone", platform: "iOS", safari: false },
	],
	[
		"the portal app, which leaves the profile to Safari",
		`${iphone} Version/18.5 Mobile/15E148 Safari/604.1 CompanyPortal/5.2406`,
		{ family: "iphone", platform: "iOS", safari: true },
	],
	[
		"Safari, iPad, mobile pages",
		"Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Mobile/15E148 Safari/604.1",
		{ family: "ipad", platform: "iPadOS", safari: true },
	],
	["Safari, iPad or Mac", `${desktop} Version/18.5 Safari/605.1.15`, { family: "mac-or-ipad", platform: "macOS", safari: true }],
	["an app's view, iPad or Mac", desktop, { family: "mac-or-ipad", platform: "macOS", safari: false }],
	["Chrome, iPad", `${desktop} CriOS/126 Version/11.1.1 Safari/605.1.15`, { family: "ipad", platform: "iPadOS", safari: false }],
	[
		"Chrome, Mac",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		{ family: "other", platform: "macOS", safari: false },
	],
	[
		"Firefox, Mac",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Gecko/20100101 Firefox/127.0",
		{ family: "other", platform: "macOS", safari: false },
	],
	[
		"Chrome, Android",
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
		{ family: "other", platform: "Android", safari: false },
	],
	[
		"Edge, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
		{ family: "other", platform: "Windows", safari: false },
	],
	["a program", "curl/8.7.1", { family: "other", platform: "unknown", safari: false }],
	["nothing", "", { family: "other", platform: "unknown", safari: false }],
];

for (const [name, userAgent, expected] of cases) {
	test(`browser: ${name}`, () => assert.deepEqual(browserFact(userAgent), expected));
}

test("browser: a hostile User-Agent is read in no time", () => {
	for (const piece of ["(", "(a ", " /", "a/"]) {
		assertLinear(piece, 100_000, (size) => {
			const userAgent = `Mozilla/5.0 ${piece.repeat(size)}`;
			return () => browserFact(userAgent);
		});
	}
});
