import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const executablePath = "/usr/bin/chromium";

/** Why tests of pages cannot run here, for node:test's `skip`; false where they can. In CI they must. */
export function noChromium(): string | false {
	if (existsSync(executablePath)) return false;
	const problem = `${executablePath} is not there. To run this: apt-get install chromium fonts-noto-cjk`;
	if (process.env["CI"] !== undefined) throw new Error(problem);
	return problem;
}

/** Debian's Chromium, which talks to nobody but the pages that it is given. */
export function launchChromium(): Promise<Browser> {
	return chromium.launch({
		executablePath,
		args: [
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
		],
	});
}
