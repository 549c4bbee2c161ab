import { createHash } from "node:crypto";
import type { DeviceDescription } from "./device.ts";
import { type Product, products, systems } from "./products.ts";

/** As many plausible phones as wished; the same seed makes the same ones, and a longer fleet begins with the shorter. */
export function makeFleet(seed: string, count: number): DeviceDescription[] {
	return Array.from({ length: count }, (_, index) => makeDevice(seed, index));
}

/** Each device draws from its own source, so that none depends on how many were made before it. */
function makeDevice(seed: string, index: number): DeviceDescription {
	const draw = source(`${seed}/${index}`);
	const product = draw.oneOf(products);
	const fitting = systems.filter(([version]) => between(product, version));
	const [osVersion, buildVersion] = draw.oneOf(fitting.length > 0 ? fitting : systems.slice(-1));
	const language = draw.below(3) === 0 ? "en" : "ja";
	const owner = draw.oneOf(owners);
	const kind = product.name.startsWith("iPad") ? "iPad" : "iPhone";
	return {
		// Apple's serial numbers have ten signs since 2021, without vowels; older products have twelve.
		serial: draw.text("CDFGHJKLMNPQRTVWXY0123456789", product.chip === null ? 12 : 10),
		udid: product.chip === null ? draw.text("0123456789abcdef", 40) : `0000${product.chip}-00${draw.text("0123456789ABCDEF", 14)}`,
		product: product.name,
		osVersion,
		buildVersion,
		name: language === "ja" ? `${owner.ja}の${kind}` : `${owner.en}’s ${kind}`,
		language,
		...(product.cellular ? { imei: imei(draw) } : {}),
	};
}

const owners = [
	{ en: "Haruka", ja: "はるか" },
	{ en: "Kenta", ja: "健太" },
	{ en: "Yui", ja: "結衣" },
	{ en: "Sato", ja: "佐藤" },
	{ en: "Suzuki", ja: "鈴木" },
	{ en: "Misaki", ja: "美咲" },
	{ en: "Takumi", ja: "拓海" },
	{ en: "Tanaka", ja: "田中" },
];

interface Source {
	below(limit: number): number;
	oneOf<T>(list: readonly T[]): T;
	text(alphabet: string, length: number): string;
}

/** SHA-256 in counter mode: the same everywhere, with no state to share. */
function source(seed: string): Source {
	let counter = 0;
	const below = (limit: number) => createHash("sha256").update(`${seed}/${counter++}`).digest().readUInt32BE(0) % limit;
	return {
		below,
		oneOf(list) {
			const chosen = list[below(list.length)];
			if (chosen === undefined) throw new RangeError("nothing to choose from");
			return chosen;
		},
		text: (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join(""),
	};
}

/** Fourteen digits and their check digit, grouped as a device shows them. */
function imei(draw: Source): string {
	const digits = `35${draw.text("0123456789", 12)}`;
	const sum = Array.from(digits).reduce((total, digit, index) => {
		const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
		return total + (value > 9 ? value - 9 : value);
	}, 0);
	return `${digits.slice(0, 2)} ${digits.slice(2, 8)} ${digits.slice(8)} ${(10 - (sum % 10)) % 10}`;
}

function between({ from, to }: Product, version: string): boolean {
	return !older(version, from) && !older(to, version);
}

function older(a: string, b: string): boolean {
	const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
	for (let place = 0; place < 3; place++) {
		const difference = (left[place] ?? 0) - (right[place] ?? 0);
		if (difference !== 0) return difference < 0;
	}
	return false;
}
