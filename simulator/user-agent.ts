/** Who opens the pages, as far as a User-Agent tells. */
export type BrowserKind = "safari" | "setup-assistant" | "chrome-ios" | "line-ios" | "chrome-android" | "chrome-windows" | "chrome-mac";

export interface UserAgentOf {
	/** `iPhone15,2` */
	readonly product: string;
	readonly osVersion: string;
	readonly browser: BrowserKind;
	/** iPads ask for desktop pages unless their owner says otherwise. */
	readonly desktopSite: boolean;
	/** Version of the portal app whose web view this is; null in Safari itself. */
	readonly portalApp: string | null;
}

/** The User-Agent as these browsers send it. */
export function userAgent(of: UserAgentOf): string {
	switch (of.browser) {
		case "safari":
			return safari(of);
		case "setup-assistant":
			return `Mozilla/5.0 (${system(of)}) AppleWebKit/605.1.15 (KHTML, like Gecko)`;
		case "chrome-ios":
			return `Mozilla/5.0 (${system(of)}) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0.7204.119 Mobile/15E148 Safari/604.1`;
		case "line-ios":
			return `Mozilla/5.0 (${system(of)}) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/15.10.0`;
		case "chrome-android":
			return "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36";
		case "chrome-windows":
			return "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36";
		case "chrome-mac":
			return "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36";
	}
}

function safari(of: UserAgentOf): string {
	const version = /^\d+(\.\d+)?/.exec(of.osVersion)?.[0] ?? "18.5";
	const safariVersion = version.includes(".") ? version : `${version}.0`;
	const computer = of.product.startsWith("Mac") || (of.product.startsWith("iPad") && of.desktopSite);
	if (computer) {
		return withApp(
			of,
			`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${safariVersion} Safari/605.1.15`,
		);
	}
	return withApp(
		of,
		`Mozilla/5.0 (${system(of)}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${safariVersion} Mobile/15E148 Safari/604.1`,
	);
}

function withApp({ portalApp }: UserAgentOf, agent: string): string {
	return portalApp === null ? agent : `${agent} CompanyPortal/${portalApp}`;
}

/** Since 26 the version of the system stands still at the last one before, whatever the phone runs. */
function system({ product, osVersion }: UserAgentOf): string {
	const [major = 18, minor = 0, patch] = osVersion.split(".").map(Number);
	const shown = major >= 26 ? "18_6" : [major, minor, ...(patch === undefined || patch === 0 ? [] : [patch])].join("_");
	if (product.startsWith("iPad")) return `iPad; CPU OS ${shown} like Mac OS X`;
	return `${product.startsWith("iPod") ? "iPod touch" : "iPhone"}; CPU iPhone OS ${shown} like Mac OS X`;
}
