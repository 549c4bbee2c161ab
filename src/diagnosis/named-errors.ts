import { domainKey, type ErrorSignature } from "./signatures.ts";

/** `domain=mcmdmerrordomain code=12012`, `mcmdmerrordomain:12012`, `domain : … code : …`. */
const withDomain = /([a-z]{2,40}errordomain)[^a-z0-9]{0,16}(?:code|error|コード|エラー)?[^a-z0-9-]{0,16}(-?\d{3,6})(?!\d)/gu;
const bare = /(?<![\d.,:a-z])(-?\d{4,6})(?![\d.,:]?\d)/gu;
const speaksOfErrors = /error|code|domain|エラー|コード|番号/u;
/** A number in a longer text that does not speak of errors may be anything. */
const short = 24;

/** The errors of Apple's that a message names: by domain and number, or by a number that only one cause has. */
export function namedErrors(message: string, known: readonly ErrorSignature[]): readonly ErrorSignature[] {
	const text = message
		.normalize("NFKC")
		.toLowerCase()
		.replaceAll(/[‐‑‒–—−]/gu, "-");
	const pairs = [...text.matchAll(withDomain)];
	if (pairs.length > 0) {
		return known.filter((one) =>
			pairs.some(
				([, domain = "", digits]) => domainKey(one.domain) === domainKey(domain) && Math.abs(one.number) === Math.abs(Number(digits)),
			),
		);
	}
	if (text.trim().length > short && !speaksOfErrors.test(text)) return [];
	const numbers = [...text.matchAll(bare)].map(([, digits]) => Math.abs(Number(digits)));
	return known.filter(({ number }) => numbers.includes(Math.abs(number)));
}

/** "Profile Installation Failed": in a log the error of the profile, around the one that tells why (NSUnderlyingError). */
const wrapper = { domain: "MCInstallationErrorDomain", number: 4001, codes: [] } as const;

/** Whether a message names the error that only stands around another one. By itself it tells that the installation failed, and not why. */
export function isWrapperAlone(message: string): boolean {
	return namedErrors(message, [wrapper]).length > 0;
}
