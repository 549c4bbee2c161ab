import type { ErrorLink } from "../src/protocol/mdm/result.ts";

/** What a failed installation says: on the screen, and in the device's log or an ErrorChain. */
export interface Failure {
	readonly ok: false;
	/** The sentence on the screen, in the phone's language. */
	readonly shown: string;
	readonly texts: { readonly en: string; readonly ja: string };
	readonly domain: string;
	readonly code: number;
	/** For whoever reads the simulator's output; no phone shows it. */
	readonly detail: string;
	/** `message` of a 403 document. Setup Assistant shows it; that Settings does too is not known, so `shown` does not count on it. */
	readonly serverMessage?: string;
	/** A script made the phone stop before this step, so nothing is on the screen. */
	readonly stoppedBefore?: string;
}

/** The innermost sentence of each error, `%` for the value: in English, and in Japanese where a source has it. Others stand in English on every phone. */
const sentences = {
	connection: ["Connection to the server could not be established.", "サーバーへの接続を確立できませんでした。"],
	network: ["A Network Error Has Occurred.", "ネットワーク エラーが発生しました。"],
	mismatch: ["The new MDM payload does not match the old payload.", "新しい MDM ペイロードが古いペイロードと一致しません。"],
	certificate: ["The server certificate for “%” is invalid.", "“%”のサーバ証明書が無効です。"],
	scep: ["The SCEP server returned an invalid response."],
	registration: ["The Registration Authority’s response is invalid."],
	capabilities: ["The SCEP server does not have the required capabilities."],
	field: ["The required field “%” is missing."],
	profile: ["Invalid Profile."],
	several: ["Another management profile is already installed."],
	payload: ["The MDM payload is invalid."],
	replacement: ["The profile cannot replace the installed one."],
} as const satisfies Record<string, readonly [en: string, ja?: string]>;

type Sentence = keyof typeof sentences;

const heading = { en: "Profile Installation Failed.", ja: "プロファイルのインストールに失敗しました。" };

export type Fail = (
	domain: string,
	code: number,
	sentence: Sentence,
	detail: string,
	more?: { readonly value?: string; readonly serverMessage?: string },
) => Failure;

/** Domains and codes: Apple's archived error codes and public observation; of some sentences only the meaning is known. */
export function failureIn(language: "en" | "ja"): Fail {
	return (domain, code, sentence, detail, more = {}) => {
		const known: readonly [en: string, ja?: string] = sentences[sentence];
		const [en = "", ja = en] = known.map((text) => text?.replace("%", more.value ?? ""));
		const texts = { en: `${heading.en} ${en}`, ja: `${heading.ja} ${ja}` };
		return {
			ok: false,
			shown: texts[language],
			texts,
			domain,
			code,
			detail,
			...(more.serverMessage === undefined ? {} : { serverMessage: more.serverMessage }),
		};
	};
}

/** The phone was switched off, or its owner walked away: nothing is shown and nobody is told. */
export function stopped(step: string): Failure {
	return { ok: false, shown: "", texts: { en: "", ja: "" }, domain: "", code: 0, detail: `stopped before ${step}`, stoppedBefore: step };
}

/** The failure as a device reports it over MDM; the outermost says only that an installation failed. */
export function errorChain(failure: Failure, language: "en" | "ja"): ErrorLink[] {
	return [
		{ code: 4001, domain: "MCInstallationErrorDomain", localized: heading[language], usEnglish: heading.en },
		{ code: failure.code, domain: failure.domain, localized: failure.texts[language], usEnglish: failure.texts.en },
	];
}
