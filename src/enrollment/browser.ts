import type { BrowserFact } from "../evidence/facts.ts";

/**
 * The product tokens of Safari's own User-Agent. Every other browser and every app on the phone is WebKit too and copies most of these, but adds
 * its own (`CriOS/`, `FxiOS/`, `EdgiOS/`, `GSA/`, `Line/`, `DuckDuckGo/`, …) or leaves out `Version/` or `Safari/`. A list of what Safari says stays
 * right when a new app appears; a list of apps would not.
 */
const safariTokens = new Set(["Mozilla", "AppleWebKit", "Version", "Mobile", "Safari"]);

/** The portal app adds itself to Safari's tokens and leaves the profile to Safari. */
const portalAppToken = "CompanyPortal";

/** Browsers that exist under these names on iOS and iPadOS only, so a "Macintosh" among them is an iPad. */
const iosOnlyTokens = ["CriOS", "FxiOS", "EdgiOS", "OPiOS", "OPT", "GSA", "Ddg"];

/**
 * What the User-Agent says. A hint, never proof: an iPad asks for desktop pages and calls itself a Macintosh, Safari 26 no longer tells the system's
 * version, and SFSafariViewController cannot be told from Safari.
 */
export function browserFact(wholeUserAgent: string): BrowserFact {
	// The longest real ones have about 400 signs; the rest is not worth a regular expression's time.
	const userAgent = wholeUserAgent.slice(0, 1000);
	const system = /^[^(]*\(([^)]*)\)/.exec(userAgent)?.[1] ?? "";
	const tokens = productTokens(userAgent);
	const safari =
		tokens.has("Version") && tokens.has("Safari") && [...tokens].every((token) => safariTokens.has(token) || token === portalAppToken);
	if (/^iP(hone|od)\b/.test(system)) return { family: "iphone", platform: "iOS", safari };
	if (/^iPad\b/.test(system)) return { family: "ipad", platform: "iPadOS", safari };
	if (/^Macintosh\b/.test(system)) {
		if (iosOnlyTokens.some((token) => tokens.has(token))) return { family: "ipad", platform: "iPadOS", safari: false };
		// Chrome, Firefox and Edge for the Mac do not exist on an iPad under these names; anything else that is WebKit may be an app's view on one.
		const computer = ["Chrome", "Firefox", "Edg", "OPR"].some((token) => tokens.has(token));
		return computer ? { family: "other", platform: "macOS", safari: false } : { family: "mac-or-ipad", platform: "macOS", safari };
	}
	return { family: "other", platform: otherPlatform(system), safari: false };
}

/** The names before a slash, outside the brackets: `Version/18.5 Mobile/15E148 Safari/604.1` gives three. */
function productTokens(userAgent: string): Set<string> {
	const outside = userAgent.replaceAll(/\([^)]*\)/g, " ");
	const names = outside.split(/\s+/).flatMap((part) => (part === "" ? [] : [part.split("/", 1)[0] ?? part]));
	return new Set(names);
}

function otherPlatform(system: string): string {
	if (/\bAndroid\b/.test(system)) return "Android";
	if (/\bWindows\b/.test(system)) return "Windows";
	if (/\bCrOS\b/.test(system)) return "ChromeOS";
	if (/\bLinux\b/.test(system)) return "Linux";
	return "unknown";
}
