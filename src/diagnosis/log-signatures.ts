import { Buffer } from "node:buffer";
import { causesAside } from "./match-message.ts";
import { messageParts } from "./message-parts.ts";
import { domainKey, isSeenOnDevice, type MessageSignature, type Signatures, signatures, squeezed } from "./signatures.ts";

/** What a log is searched for. */
export interface LogSignatures {
	/** Bytes in UTF-8, one for each row of `behind`. */
	readonly anchors: readonly Uint8Array[];
	/** What a line with that anchor has to be looked at for: a message, or any error of Apple's (null). */
	readonly behind: readonly (LoggedMessage | null)[];
	/** The domains whose errors are told, as `domainKey` writes them. */
	readonly domains: ReadonlySet<string>;
	/** Codes by `domain number`. */
	readonly errors: ReadonlyMap<string, readonly string[]>;
}

export interface LoggedMessage {
	/** Squeezed, in the order in which they have to stand on the line. */
	readonly parts: readonly string[];
	readonly codes: readonly string[];
}

/** The domains of Apple's that speak of profiles and management: their errors are shown also where no cause is known by the number. */
const managementDomains = [
	"MCInstallationErrorDomain",
	"MCProfileErrorDomain",
	"MCPayloadErrorDomain",
	"MCMDMErrorDomain",
	"MCSCEPErrorDomain",
	"MCOTAProfilesErrorDomain",
	"MCHTTPTransactionErrorDomain",
	"MCCloudConfigErrorDomain",
	"MCCloudConfigurationErrorDomain",
] as const;

/**
 * What the texts call `seen`, made ready for logs. Of a message that a screen shows as several sentences a log holds one at a time, so the first
 * with which no other begins stands for it: "Profile Installation Failed." is the title of many.
 */
export function logSignatures({ errors, messages }: Signatures = signatures(isSeenOnDevice)): LogSignatures {
	const shared = titles(messages);
	const byText = new Map<string, LoggedMessage & { readonly anchor: string }>();
	for (const { text, codes } of messages) {
		const sentence = sentencesOf(text).find((one) => !shared.has(squeezed(one)));
		if (sentence === undefined) continue;
		const known = byText.get(squeezed(sentence));
		byText.set(squeezed(sentence), {
			anchor: anchorOf(sentence),
			parts: messageParts(sentence),
			codes: causesAside([...new Set([...(known?.codes ?? []), ...codes])]),
		});
	}
	const domains = [...new Set([...managementDomains, ...errors.map(({ domain }) => domain)].map(domainKey))];
	const sought = [
		...domains.map((anchor) => ({ anchor, behind: null })),
		...[...byText.values()].map((one) => ({ anchor: one.anchor, behind: one })),
	];
	return {
		anchors: sought.map(({ anchor }) => Buffer.from(anchor, "utf8")),
		behind: sought.map(({ behind }) => behind),
		domains: new Set(domains),
		errors: new Map(errors.map(({ domain, number, codes }) => [`${domainKey(domain)} ${number}`, causesAside(codes)])),
	};
}

const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.。!?])\s+/u);

/** Sentences with which several messages begin. */
function titles(messages: readonly MessageSignature[]): ReadonlySet<string> {
	const firsts = messages
		.map(({ text }) => sentencesOf(text))
		.flatMap(([first = "", ...more]) => (more.length > 0 ? [squeezed(first)] : []));
	return new Set(firsts.filter((one, index) => firsts.indexOf(one) !== index));
}

/** The longest stretch of a sentence that is written in one way only: without quotation marks and punctuation, which logs change. */
function anchorOf(sentence: string): string {
	const stretches = sentence.split(/[^\p{L}\p{N} _]+/u).map((one) => one.trim());
	return stretches.reduce((longest, one) => (one.length > longest.length ? one : longest), "").slice(0, 24);
}
