import { Buffer, isUtf8 } from "node:buffer";
import { Malformed } from "../malformed.ts";
import { APPLE_HEADER } from "./build.ts";
import { readData, readDate, readInteger, readReal } from "./scalar.ts";
import { newPlistDict, type PlistDict, type PlistValue } from "./value.ts";
import { forbiddenCharacter, isXmlCharacter } from "./xml-text.ts";

/** `maxDepth` counts nested containers (never more than 256: the reader recurses), `maxNodes` values; bytes are counted before anything is decoded. */
export interface PlistLimits {
	readonly maxBytes: number;
	readonly maxDepth: number;
	readonly maxNodes: number;
}

export const PLIST_LIMITS: PlistLimits = { maxBytes: 1 << 20, maxDepth: 32, maxNodes: 100_000 };

const XML_DECLARATION =
	/<\?xml[\t\n\r ]+version[\t\n\r ]*=[\t\n\r ]*(?:"1\.0"|'1\.0')(?:[\t\n\r ]+encoding[\t\n\r ]*=[\t\n\r ]*(?:"([A-Za-z0-9._-]+)"|'([A-Za-z0-9._-]+)'))?(?:[\t\n\r ]+standalone[\t\n\r ]*=[\t\n\r ]*(?:"(?:yes|no)"|'(?:yes|no)'))?[\t\n\r ]*\?>/y;
const DOCTYPE =
	/<!DOCTYPE[\t\n\r ]+plist(?:[\t\n\r ]+(?:PUBLIC[\t\n\r ]+(?:"[^"<>[\]]*"|'[^'<>[\]]*')|SYSTEM)[\t\n\r ]+(?:"[^"<>[\]]*"|'[^'<>[\]]*'))?[\t\n\r ]*>/y;
const PLIST_TAG = /<plist(?:[\t\n\r ]+version[\t\n\r ]*=[\t\n\r ]*(?:"[0-9.]*"|'[0-9.]*'))?[\t\n\r ]*>/y;
const REFERENCE = /&(?:(lt|gt|amp|quot|apos)|#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6})));/y;
const NAMED: { readonly [name: string]: string } = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const DEEPEST = 256;

const LT = 60;
const GT = 62;
const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

/**
 * An XML property list as a value: one pass, linear in the input, nothing fetched and nothing expanded. Binary property lists are refused, for a
 * kilobyte of one can stand for gigabytes. Comments and processing instructions are skipped between elements only (CoreFoundation too knows none
 * within text); CDATA is text within `<string>` and `<key>`.
 *
 * Throws Malformed('plist', kind, offset in characters): `too-large`, `binary`, `encoding`, `character`, `declaration`, `doctype`,
 * `doctype-subset`, `instruction`, `comment`, `truncated`, `element`, `unknown-element`, `mis-nested`, `text`, `trailing`, `entity`,
 * `duplicate-key`, `key-expected`, `value-expected`, `integer`, `real`, `date`, `data`, `too-deep`, `too-many`.
 */
export function parsePlist(bytes: Uint8Array, limits: Partial<PlistLimits> = {}): PlistValue {
	const all = { ...PLIST_LIMITS, ...limits };
	if (bytes.length > all.maxBytes) throw new Malformed("plist", "too-large");
	return new Reader(decode(bytes), all).document();
}

function decode(bytes: Uint8Array): string {
	if (bytes.length >= 6 && bytes[0] === 0x62 && bytes[1] === 0x70 && bytes[2] === 0x6c && bytes[3] === 0x69 && bytes[4] === 0x73) {
		throw new Malformed("plist", "binary", 0);
	}
	// A UTF-16 mark is no UTF-8, so it falls out here too.
	if (!isUtf8(bytes)) throw new Malformed("plist", "encoding");
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
	const bad = forbiddenCharacter(text);
	if (bad >= 0) throw new Malformed("plist", "character", bad);
	return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

class Reader {
	readonly #text: string;
	readonly #maxDepth: number;
	readonly #maxNodes: number;
	readonly #hasReferences: boolean;
	readonly #hasReturns: boolean;
	#at = 0;
	#nodes = 0;

	constructor(text: string, limits: PlistLimits) {
		this.#text = text;
		this.#maxDepth = Math.min(limits.maxDepth, DEEPEST);
		this.#maxNodes = limits.maxNodes;
		this.#hasReferences = text.includes("&");
		this.#hasReturns = text.includes("\r");
	}

	document(): PlistValue {
		this.#prolog();
		PLIST_TAG.lastIndex = this.#at;
		if (!PLIST_TAG.test(this.#text)) this.#refuse(this.#at >= this.#text.length ? "truncated" : "element");
		this.#at = PLIST_TAG.lastIndex;
		this.#between();
		if (this.#isClose()) this.#refuse("value-expected");
		const value = this.#value(0);
		this.#between();
		this.#close("plist");
		this.#misc();
		if (this.#at < this.#text.length) this.#refuse("trailing");
		return value;
	}

	#refuse(kind: string, at = this.#at): never {
		throw new Malformed("plist", kind, at);
	}

	#prolog(): void {
		if (this.#text.startsWith(APPLE_HEADER)) {
			this.#at = APPLE_HEADER.length;
			this.#misc();
			return;
		}
		if (this.#text.startsWith("<?xml") && !/[A-Za-z0-9._:-]/.test(this.#text.charAt(5))) {
			XML_DECLARATION.lastIndex = 0;
			const declaration = XML_DECLARATION.exec(this.#text);
			if (declaration === null) this.#refuse("declaration");
			if ((declaration[1] ?? declaration[2] ?? "utf-8").toLowerCase() !== "utf-8") this.#refuse("encoding");
			this.#at = declaration[0].length;
		}
		this.#misc();
		if (!this.#text.startsWith("<!DOCTYPE", this.#at)) return;
		DOCTYPE.lastIndex = this.#at;
		if (!DOCTYPE.test(this.#text)) {
			const subset = this.#text.indexOf("[", this.#at);
			const end = this.#text.indexOf(">", this.#at);
			this.#refuse(subset >= 0 && (end < 0 || subset < end) ? "doctype-subset" : "doctype");
		}
		this.#at = DOCTYPE.lastIndex;
		this.#misc();
	}

	/** White space, comments and processing instructions. */
	#misc(): void {
		const text = this.#text;
		for (;;) {
			let code = text.charCodeAt(this.#at);
			while (code === 10 || code === 9 || code === 32 || code === 13) code = text.charCodeAt(++this.#at);
			if (code !== LT) return;
			const next = text.charCodeAt(this.#at + 1);
			if (next === BANG && text.startsWith("--", this.#at + 2)) this.#comment();
			else if (next === QUESTION) this.#instruction();
			else return;
		}
	}

	#comment(): void {
		const end = this.#text.indexOf("--", this.#at + 4);
		if (end < 0) this.#refuse("truncated");
		// XML 1.0 section 2.5: no double hyphen within a comment.
		if (this.#text.charCodeAt(end + 2) !== GT) this.#refuse("comment", end);
		this.#at = end + 3;
	}

	#instruction(): void {
		const end = this.#text.indexOf("?>", this.#at + 2);
		if (end < 0) this.#refuse("truncated");
		const target = /^[A-Za-z_][A-Za-z0-9._-]*/.exec(this.#text.slice(this.#at + 2, Math.min(end, this.#at + 66)))?.[0];
		if (target === undefined || target.toLowerCase() === "xml") this.#refuse("instruction");
		this.#at = end + 2;
	}

	/** To the next tag: anything else but white space, comments and instructions may not stand between elements. */
	#between(): void {
		this.#misc();
		if (this.#text.charCodeAt(this.#at) !== LT) this.#refuse(this.#at >= this.#text.length ? "truncated" : "text");
	}

	#isClose(): boolean {
		return this.#text.charCodeAt(this.#at + 1) === SLASH;
	}

	#close(name: string): void {
		const at = this.#at;
		if (!this.#text.startsWith(name, at + 2) || this.#text.charCodeAt(at + 1) !== SLASH) this.#refuseClose();
		this.#at = at + 2 + name.length;
		if (this.#text.charCodeAt(this.#at) !== GT) this.#blanks();
		if (this.#text.charCodeAt(this.#at) !== GT) this.#refuseClose(at);
		this.#at++;
	}

	#refuseClose(at = this.#at): never {
		this.#refuse(this.#text.indexOf(">", at) < 0 ? "truncated" : "mis-nested", at);
	}

	#blanks(): void {
		let code = this.#text.charCodeAt(this.#at);
		while (code === 10 || code === 9 || code === 32 || code === 13) code = this.#text.charCodeAt(++this.#at);
	}

	/** The name of the element that opens here; `#at` stands behind the name. */
	#name(): string {
		const start = this.#at + 1;
		let at = start;
		let code = this.#text.charCodeAt(at);
		while (code >= 97 && code <= 122) code = this.#text.charCodeAt(++at);
		if (at === start && at < this.#text.length) this.#refuse("element");
		this.#at = at;
		return this.#text.slice(start, at);
	}

	/** After a name: true for `>`, false for `/>`. No element within a property list has attributes. */
	#opened(): boolean {
		if (this.#text.charCodeAt(this.#at) !== GT) {
			this.#blanks();
			if (this.#text.charCodeAt(this.#at) === SLASH && this.#text.charCodeAt(this.#at + 1) === GT) {
				this.#at += 2;
				return false;
			}
			if (this.#text.charCodeAt(this.#at) !== GT) this.#refuse(this.#at >= this.#text.length ? "truncated" : "element");
		}
		this.#at++;
		return true;
	}

	#value(depth: number): PlistValue {
		if (++this.#nodes > this.#maxNodes) this.#refuse("too-many");
		const start = this.#at;
		const name = this.#name();
		const open = this.#opened();
		switch (name) {
			case "string":
				return open ? this.#string("string") : "";
			case "dict":
				if (depth >= this.#maxDepth) this.#refuse("too-deep", start);
				return open ? this.#dict(depth + 1) : newPlistDict();
			case "array":
				if (depth >= this.#maxDepth) this.#refuse("too-deep", start);
				return open ? this.#array(depth + 1) : [];
			case "true":
			case "false":
				if (open) this.#flag(name);
				return name === "true";
			case "integer":
				return readInteger(open ? this.#scalar(name) : "") ?? this.#refuse("integer", start);
			case "real":
				return readReal(open ? this.#scalar(name) : "") ?? this.#refuse("real", start);
			case "date":
				return readDate(open ? this.#scalar(name) : "") ?? this.#refuse("date", start);
			case "data":
				return readData(open ? this.#scalar(name) : "") ?? this.#refuse("data", start);
			default:
				return this.#refuse(name === "key" ? "value-expected" : "unknown-element", start);
		}
	}

	#flag(name: string): void {
		this.#blanks();
		if (this.#text.charCodeAt(this.#at) !== LT) this.#refuse(this.#at >= this.#text.length ? "truncated" : "text");
		this.#close(name);
	}

	#array(depth: number): PlistValue[] {
		const items: PlistValue[] = [];
		for (;;) {
			this.#between();
			if (this.#isClose()) {
				this.#close("array");
				return items;
			}
			items.push(this.#value(depth));
		}
	}

	#dict(depth: number): PlistDict {
		const dict = newPlistDict();
		for (;;) {
			this.#between();
			if (this.#isClose()) {
				this.#close("dict");
				return dict;
			}
			const start = this.#at;
			if (this.#name() !== "key") this.#refuse("key-expected", start);
			const key = this.#opened() ? this.#string("key") : "";
			// Two readers that choose differently between two equal keys is how a signed message comes to mean two things.
			if (key in dict) this.#refuse("duplicate-key", start);
			this.#between();
			if (this.#isClose()) this.#refuse("value-expected");
			dict[key] = this.#value(depth);
		}
	}

	/** The text up to the closing tag, without references resolved: none of the scalars has a use for one. */
	#scalar(name: string): string {
		const end = this.#text.indexOf("<", this.#at);
		if (end < 0) this.#refuse("truncated");
		const text = this.#text.slice(this.#at, end);
		this.#at = end;
		this.#close(name);
		return text;
	}

	#string(name: "string" | "key"): string {
		let text = "";
		for (;;) {
			const end = this.#text.indexOf("<", this.#at);
			if (end < 0) this.#refuse("truncated");
			const run = this.#text.slice(this.#at, end);
			const plain = this.#hasReferences && run.includes("&") ? this.#resolve(run) : this.#lines(run);
			text = text === "" ? plain : text + plain;
			this.#at = end;
			if (!this.#text.startsWith("<![CDATA[", end)) break;
			const close = this.#text.indexOf("]]>", end + 9);
			if (close < 0) this.#refuse("truncated");
			text += this.#lines(this.#text.slice(end + 9, close));
			this.#at = close + 3;
		}
		if (!this.#isClose()) this.#refuse("mis-nested");
		this.#close(name);
		return text;
	}

	/** Line ends as XML 1.0 section 2.11 has them. */
	#lines(text: string): string {
		return this.#hasReturns && text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
	}

	/** The five entities and numeric references, once: what a reference gives is never read again. */
	#resolve(run: string): string {
		const start = this.#at;
		let out = "";
		let from = 0;
		for (let at = run.indexOf("&"); at >= 0; at = run.indexOf("&", from)) {
			REFERENCE.lastIndex = at;
			const match = REFERENCE.exec(run);
			if (match === null) this.#refuse("entity", start + at);
			const [whole, named, decimal, hexadecimal] = match;
			let character: string | undefined;
			if (named !== undefined) character = NAMED[named];
			else {
				const code = decimal === undefined ? Number.parseInt(`${hexadecimal}`, 16) : Number(decimal);
				if (isXmlCharacter(code)) character = String.fromCodePoint(code);
			}
			if (character === undefined) this.#refuse("entity", start + at);
			out += this.#lines(run.slice(from, at)) + character;
			from = at + whole.length;
		}
		return out + this.#lines(run.slice(from));
	}
}
