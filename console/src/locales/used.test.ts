import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";

const source = join(import.meta.dirname, "..");
const areas = globSync("en/*.json", { cwd: import.meta.dirname }).map((file) => basename(file, ".json"));

/** Of the English words, which words.test.ts holds the Japanese to; a plural by its one name. */
const keysOf: ReadonlyMap<string, ReadonlySet<string>> = new Map(
	areas.map((area) => {
		const keys = new Set<string>();
		const walk = (value: unknown, path: string): void => {
			if (typeof value === "string") keys.add(path.replace(/_(one|other)$/, ""));
			else for (const [name, inner] of Object.entries(value as object)) walk(inner, path === "" ? name : `${path}.${name}`);
		};
		walk(JSON.parse(readFileSync(join(import.meta.dirname, "en", `${area}.json`), "utf8")), "");
		return [area, keys] as const;
	}),
);

/** The areas in which a file looks, what stands in it between quotation marks, and what of that is in a call of `t`. */
function readSource(text: string) {
	const named = [...text.matchAll(/useTranslation\(([^)]*)\)/g)].flatMap(([, given = ""]) => given.match(/[\w-]+/g) ?? ["app"]);
	const calls = [...text.matchAll(/\bt\(/g)].map(({ index }) => [index, closing(text, index)] as const);
	const plain = [...text.matchAll(/"([^"\n]*)"/g)].map(({ 1: key = "", index }) => ({
		key,
		// As `t("key"`, `t(on ? "key" : …` and `t(["key"`, never as what a hole is filled with, of another call, nor what something is compared with.
		asked: calls.some(([from, to]) => index > from && index < to && !/[{(]|[!=]==\s*$/.test(text.slice(from + 2, index))),
	}));
	const templates = [...text.matchAll(/`((?:[\w.:-]|\$\{[^`{}]*\})+)`/g)].map(({ 1: template = "" }) =>
		template.replaceAll(/\$\{[^}]*\}/g, "*"),
	);
	const said = [...plain, ...templates.map((key) => ({ key, asked: false }))];
	return { areas: [...new Set(named)], said };
}

/** Where the bracket closes that opens first from here on. */
function closing(text: string, from: number): number {
	let depth = 0;
	for (let at = from; at < text.length; at++) {
		if (text[at] === "(") depth++;
		if (text[at] === ")") depth--;
		if (text[at] === ")" && depth === 0) return at;
	}
	return text.length;
}

/** `area:key`, or a key of whichever area a file looks in. */
const placesOf = (key: string, inAreas: readonly string[]): readonly (readonly [area: string, key: string])[] => {
	const [, area, rest] = /^([a-z-]+):(.+)$/.exec(key) ?? [];
	return area !== undefined && rest !== undefined ? [[area, rest]] : inAreas.map((one) => [one, key] as const);
};

const files = globSync("**/*.{ts,tsx}", { cwd: source, exclude: ["**/*.test.ts"] }).map((file) => ({
	file,
	...readSource(readFileSync(join(source, file), "utf8")),
}));

test("every word that a page asks for is there", () => {
	const asked = files.flatMap(({ file, areas: own, said }) =>
		said
			.filter((one) => one.asked && /^[a-z][\w-]*([.:][\w-]+)*$/.test(one.key))
			.map(({ key }) => ({ file, key, places: placesOf(key, own) })),
	);
	assert.ok(asked.length > 500, `${asked.length}`);
	const missing = asked.filter(({ places }) => !places.some(([area, key]) => keysOf.get(area)?.has(key) === true));
	assert.deepEqual(
		missing.map(({ file, key }) => `${file}: ${key}`),
		[],
	);
});

test("every word is asked for by some page", () => {
	const unused = new Set([...keysOf].flatMap(([area, keys]) => [...keys].map((key) => `${area}:${key}`)));
	for (const { areas: own, said } of files) {
		for (const { key } of said) {
			// Keys that a table holds are looked up in the area of the page that has it; those without a page, in any.
			for (const [area, name] of placesOf(key, own.length === 0 ? areas : own)) {
				if (!name.includes("*")) unused.delete(`${area}:${name}`);
				else if (/[\w-]{2}/.test(name)) {
					const pattern = new RegExp(`^${name.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".+")}$`);
					for (const one of keysOf.get(area) ?? []) if (pattern.test(one)) unused.delete(`${area}:${one}`);
				}
			}
		}
	}
	assert.deepEqual([...unused].toSorted(), []);
});
