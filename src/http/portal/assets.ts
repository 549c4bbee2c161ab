import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A file of the pages, named after its content: a new version has a new name, so a phone may keep the old one for ever. */
export interface Asset {
	readonly path: string;
	readonly type: string;
	readonly content: Buffer;
}

export interface Assets {
	readonly style: Asset;
	readonly script: Asset;
	readonly icon: Asset;
}

/** Reads the files beside this one. Done once, at start. */
export function loadAssets(): Assets {
	return {
		style: asset("portal.css", "text/css; charset=utf-8"),
		script: asset("portal.js", "text/javascript; charset=utf-8"),
		icon: asset("icon.svg", "image/svg+xml"),
	};
}

function asset(name: string, type: string): Asset {
	const content = readFileSync(new URL(`assets/${name}`, import.meta.url));
	const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
	return { path: `/enroll/assets/${name.replace(".", `.${hash}.`)}`, type, content };
}
