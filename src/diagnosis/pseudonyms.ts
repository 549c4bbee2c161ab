import { isEvidence } from "../checks/written.ts";
import type { Json } from "../evidence/attempt.ts";
import type { IncidentRecord } from "./incident-record.ts";

/** What evidence calls a person, and what it calls a device. */
const ofPeople: ReadonlySet<string> = new Set(["upn", "displayName", "owner", "appleId", "nearMisses"]);
const ofDevices: ReadonlySet<string> = new Set(["serial", "udid", "deviceId", "subject", "fingerprint"]);

const mail = /[^\s@"'“”「」()<>,;:]+@[^\s@"'“”「」()<>,;:]+/gu;

/**
 * Other names for people and devices, the same throughout one file: whoever gets the file can tell them apart, and not whom. Finds them by what is known
 * of the incident, and every mail address besides.
 */
export class Pseudonyms {
	readonly #names = new Map<string, string>();
	readonly #count = { user: 0, device: 0 };
	#pattern: RegExp | null = null;

	constructor({ incident, members, personal }: IncidentRecord) {
		for (const { kind, name, key } of members) {
			const other = this.#add(kind === "device" ? "device" : "user", name);
			if (other !== null) this.#names.set(key.toLowerCase(), other);
		}
		this.#collect(incident.saw);
		for (const name of personal) this.#add("user", name);
	}

	/** The text with every known name replaced. */
	hide(text: string): string {
		this.#pattern ??= patternOf([...this.#names.keys()]);
		const replaced = text.replaceAll(this.#pattern, (name) => this.#names.get(name.toLowerCase()) ?? name);
		return replaced.replaceAll(mail, (address) => this.#add("user", address) ?? address);
	}

	/** As `hide`, of everything within. The keys are ours. */
	hideAll(value: Json): Json {
		if (typeof value === "string") return this.hide(value);
		if (Array.isArray(value)) return value.map((one: Json) => this.hideAll(one));
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.hideAll(inner)]));
	}

	#collect(value: Json | undefined): void {
		if (Array.isArray(value)) for (const one of value) this.#collect(one);
		if (typeof value !== "object" || value === null || Array.isArray(value)) return;
		const listed = isEvidence(value) ? /^listed-(?:device|model)/.exec(value.kind)?.[0] : undefined;
		for (const [key, inner] of Object.entries(value)) {
			const ofListed = (listed !== undefined && key === "id") || (listed === "listed-device" && key === "name");
			const kind = ofPeople.has(key) ? "user" : ofDevices.has(key) || ofListed ? "device" : null;
			for (const name of kind === null ? [] : [inner].flat()) if (typeof name === "string" && kind !== null) this.#add(kind, name);
			this.#collect(inner);
		}
	}

	/** null for what is too short to be found again without spoiling other words. */
	#add(kind: "user" | "device", name: string): string | null {
		const key = name.trim().toLowerCase();
		if (key.length < 2) return null;
		const known = this.#names.get(key);
		if (known !== undefined) return known;
		const other = `${kind}-${++this.#count[kind]}`;
		this.#names.set(key, other);
		this.#pattern = null;
		return other;
	}
}

/**
 * The longest first: a name may begin with another. One in Latin letters is a word of its own, or somebody called Mac would take the name from each
 * computer. Japanese has no spaces between words: a serial number stands right beside its letters (シリアル番号8WJLT3DJRFは), so only Latin ones and
 * digits join a word.
 */
function patternOf(names: readonly string[]): RegExp {
	const parts = names
		.toSorted((a, b) => b.length - a.length)
		.map((name) => {
			const escaped = name.replaceAll(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
			return /^[\w].*[\w]$/.test(name) ? `(?<![\\p{Script=Latin}\\p{N}])${escaped}(?![\\p{Script=Latin}\\p{N}])` : escaped;
		});
	return parts.length === 0 ? /(?!)/gu : new RegExp(parts.join("|"), "giu");
}
