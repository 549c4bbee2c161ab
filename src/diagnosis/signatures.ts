import { healthTable } from "../checks/index.ts";
import { languages, textsFor } from "../texts/texts.ts";

/** An error of Apple's by which causes are known: `MCMDMErrorDomain 12012`. */
export interface ErrorSignature {
	readonly domain: string;
	readonly number: number;
	readonly codes: readonly string[];
}

/** A message as a device shows or logs it, word for word; `…` stands for what differs from case to case. */
export interface MessageSignature {
	readonly text: string;
	readonly codes: readonly string[];
}

export interface Signatures {
	readonly errors: readonly ErrorSignature[];
	readonly messages: readonly MessageSignature[];
}

/**
 * Everything that is `seen` for a code, in every language: the one place from which reported messages and logs are matched. The same text stands once,
 * with all the codes that show it.
 *
 * @param of only of these codes
 */
export function signatures(of: (code: string) => boolean = () => true): Signatures {
	const errors = new Map<string, ErrorSignature>();
	const messages = new Map<string, MessageSignature>();
	for (const language of languages) {
		for (const [code, { seen }] of Object.entries(textsFor(language).codes)) {
			if (!of(code)) continue;
			for (const text of seen) {
				const error = errorIn(text);
				if (error === undefined) messages.set(text, { text, codes: withCode(messages.get(text)?.codes, code) });
				else errors.set(text, { ...error, codes: withCode(errors.get(text)?.codes, code) });
			}
		}
	}
	return { errors: [...errors.values()], messages: [...messages.values()] };
}

/** Intune's console shows these, about tokens and profiles of Automated Device Enrollment: in a device's log the same words mean other things. */
const onConsole: ReadonlySet<string> = new Set([...healthTable["ade-token"], ...healthTable["ade-profile"]].map(({ code }) => code));

/** What a device itself can show or log. */
export const isSeenOnDevice = (code: string): boolean => !onConsole.has(code);

/** `MCMDMErrorDomain 12012`, as `seen` writes an error. */
function errorIn(text: string): { readonly domain: string; readonly number: number } | undefined {
	const [, domain, digits] = /^([A-Za-z]+ErrorDomain) (-?\d+)$/.exec(text) ?? [];
	return domain === undefined ? undefined : { domain, number: Number(digits) };
}

const withCode = (codes: readonly string[] = [], code: string): readonly string[] => (codes.includes(code) ? codes : [...codes, code]);

/**
 * Newer systems say DMCHTTPTransactionErrorDomain where older ones said MCHTTPTransactionErrorDomain, with the same numbers: both are one domain.
 * Lower case, for people type it so.
 */
export const domainKey = (domain: string): string => domain.toLowerCase().replace(/^dmc/, "mc");

/** Letters and digits only, in one width and case: what is left of a text when quotation marks, punctuation and spaces do not matter. */
export const squeezed = (text: string): string =>
	text
		.normalize("NFKC")
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}]/gu, "");
