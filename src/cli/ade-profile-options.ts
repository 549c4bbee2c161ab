import { type ProfileSettings, signInWays } from "../ade/profile-settings.ts";
import { isKnownPane, setupPanes, spellPanes } from "../ade/setup-panes.ts";
import { paneName } from "../texts/pane-names.ts";
import type { Context, OptionSpec } from "./command.ts";
import { readGivenFile } from "./read-file.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";
import { nearest } from "./typed-word.ts";

const yesNo = { kind: "text", value: "yes|no", choices: ["yes", "no"] } as const;
const text = { kind: "text", value: "TEXT" } as const;

/** The settings of an enrollment profile, as they are typed. What is not given stays, or is as by default. */
export const profileOptions = {
	"sign-in": { kind: "text", value: "web|legacy|none", choices: signInWays, help: "profile-sign-in" },
	supervised: { ...yesNo, help: "profile-supervised" },
	locked: { ...yesNo, help: "profile-locked" },
	await: { ...yesNo, help: "profile-await" },
	"shared-ipad": { ...yesNo, help: "profile-shared-ipad" },
	pairing: { kind: "text", value: "allow|deny|by-certificate", choices: ["allow", "deny", "by-certificate"], help: "profile-pairing" },
	"pairing-cert": { kind: "texts", value: "FILE", help: "profile-pairing-cert" },
	"name-template": { ...text, help: "profile-name-template" },
	department: { ...text, help: "profile-department" },
	"support-phone": { ...text, value: "PHONE", help: "profile-support-phone" },
	"support-mail": { ...text, value: "MAIL", help: "profile-support-mail" },
	hide: { kind: "texts", value: "PANE", help: "profile-hide" },
	show: { kind: "texts", value: "PANE", help: "profile-show" },
	description: { ...text, help: "profile-description" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

type Word = "yes" | "no" | undefined;

export interface GivenProfileOptions {
	readonly "sign-in": ProfileSettings["signIn"] | undefined;
	readonly supervised: Word;
	readonly locked: Word;
	readonly await: Word;
	readonly "shared-ipad": Word;
	readonly pairing: ProfileSettings["pairing"] | undefined;
	readonly "pairing-cert": readonly string[];
	readonly "name-template": string | undefined;
	readonly department: string | undefined;
	readonly "support-phone": string | undefined;
	readonly "support-mail": string | undefined;
	readonly hide: readonly string[];
	readonly show: readonly string[];
	readonly description: string | undefined;
}

export type ReadSettings =
	| { readonly ok: true; readonly settings: Partial<ProfileSettings>; readonly notes: readonly string[] }
	| { readonly ok: false; readonly reply: Reply };

/** @param hidden the panes that the profile hides so far */
export async function readProfileOptions(given: GivenProfileOptions, hidden: readonly string[], context: Context): Promise<ReadSettings> {
	const pems: string[] = [];
	for (const path of given["pairing-cert"]) {
		const read = await readGivenFile(path, context);
		if (!read.ok) return read;
		pems.push(new TextDecoder().decode(read.bytes));
	}
	const panes = readPanes(given, hidden, context);
	if (!panes.ok) return panes;
	const settings = {
		...set("signIn", given["sign-in"]),
		...set("supervised", isYes(given.supervised)),
		...set("locked", isYes(given.locked)),
		...set("awaitConfiguration", isYes(given.await)),
		...set("sharedIpad", isYes(given["shared-ipad"])),
		...set("pairing", given.pairing ?? (pems.length > 0 ? "by-certificate" : undefined)),
		...set("pairingCertificates", pems.length > 0 ? pems : given.pairing === "allow" || given.pairing === "deny" ? [] : undefined),
		...set("nameTemplate", given["name-template"]),
		...set("department", given.department),
		...set("supportPhone", given["support-phone"]),
		...set("supportMail", given["support-mail"]),
		...set("hiddenPanes", given.hide.length + given.show.length === 0 ? undefined : panes.hidden),
		...set("description", given.description),
	};
	return { ok: true, settings, notes: panes.notes };
}

function set<K extends keyof ProfileSettings>(key: K, value: ProfileSettings[K] | undefined): Partial<ProfileSettings> {
	return value === undefined ? {} : { [key]: value };
}

function isYes(word: Word): boolean | undefined {
	return word === undefined ? undefined : word === "yes";
}

type Panes =
	| { readonly ok: true; readonly hidden: readonly string[]; readonly notes: readonly string[] }
	| { readonly ok: false; readonly reply: Reply };

function readPanes({ hide, show }: GivenProfileOptions, hidden: readonly string[], { texts, language }: Context): Panes {
	const notes: string[] = [];
	const unknown: string[] = [];
	const keys = { hide: [] as string[], show: [] as string[] };
	for (const [way, typed] of [...hide.map((one) => ["hide", one] as const), ...show.map((one) => ["show", one] as const)]) {
		const found = panesOf(typed, hidden);
		if (found === null) {
			const near = [...new Set(panesLike(plain(typed)).map((name) => paneName(language, byName.get(name) ?? name)))];
			unknown.push(say(texts.ade.said["pane-unknown"], { pane: typed }, language));
			if (near.length > 0) unknown.push(say(texts.help.didYouMean, { near }, language));
			continue;
		}
		for (const key of found) if (!isKnownPane(key) && way === "hide") notes.push(say(texts.ade.said["pane-kept"], { pane: key }, language));
		keys[way].push(...found);
	}
	if (unknown.length > 0) return { ok: false, reply: failed(unknown.join("\n")) };
	const shown = new Set(keys.show);
	return { ok: true, hidden: spellPanes([...hidden, ...keys.hide]).filter((key) => !shown.has(key)), notes };
}

const byName: ReadonlyMap<string, string> = new Map(
	Object.keys(setupPanes).flatMap((key) => [
		[plain(key), key] as const,
		...(["en", "ja"] as const).flatMap((language) => {
			const name = paneName(language, key);
			// A comma within brackets would have ended the word.
			return [[plain(name), key] as const, [plain(name.replace(/ \(.*$/, "")), key] as const];
		}),
	]),
);

/** Names that are spelled nearly so, else those that hold the word: “Face ID” is half of one. */
function panesLike(word: string): readonly string[] {
	const names = [...byName.keys()];
	const near = nearest(word, names);
	return near.length > 0 || word.length < 3 ? near : names.filter((name) => name.includes(word)).slice(0, 3);
}

function plain(name: string): string {
	return name.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}

/** Apple's keys; `all` is every one. A word that could be a key of a newer system is taken as it is typed. null: it is none. */
function panesOf(typed: string, hidden: readonly string[]): readonly string[] | null {
	const word = plain(typed);
	if (word === "all" || word === "すべて") return [...new Set([...Object.keys(setupPanes), ...hidden])];
	const known = byName.get(word);
	if (known !== undefined) return [known];
	const near = nearest(word, [...byName.keys()]);
	return near.length === 0 && /^[A-Za-z][A-Za-z0-9]{2,63}$/.test(typed.normalize("NFKC")) ? [typed.normalize("NFKC")] : null;
}
