import { explainReport } from "../diagnosis/explain-report.ts";
import { longestMessage, type MatchedMessage, matchMessage } from "../diagnosis/match-message.ts";
import { isWrapperAlone } from "../diagnosis/named-errors.ts";
import { nearMessages } from "../diagnosis/near-messages.ts";
import { renderCandidates } from "../diagnosis/render-candidates.ts";
import { type JudgedReport, judgeReport } from "../health/judge-report.ts";
import { outsideAddresses } from "../outside-names.ts";
import { serverCertificate } from "../server-certificate.ts";
import type { Context } from "./command.ts";
import { exits, failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

export interface Whose {
	readonly user: string | undefined;
	readonly serial: string | undefined;
}

/** What a message from a device's screen may stand for, judged for this user and this device. */
export async function explainMessage(message: string, whose: Whose, context: Context): Promise<Reply> {
	const { texts, language } = context;
	const matched = matchMessage(message);
	if (matched === "too-long") {
		return failed(say(texts.said["message-too-long"], { length: message.length, most: longestMessage }, language), exits.usage);
	}
	if (matched.codes.length === 0) {
		const near = nearMessages(message);
		const lines = [
			texts.said[isWrapperAlone(message) ? "message-wrapper" : "message-unknown"],
			...(near.length === 0 ? [] : [texts.said["message-near"], ...near.map((one) => `  ${one}`)]),
		];
		return { ok: true, data: { matched: [], candidates: [], near }, text: `${lines.join("\n")}\n`, notes: [], exit: exits.refused };
	}
	const { codes, errors } = matched;
	const judged = await judgeFor({ matched: codes, errors, from: "person" }, whose, context);
	return replyOf(judged, { lead: leadOf(matched, context), more: {} }, context);
}

/** Judges what matched by what is known now of this user and this device. */
export async function judgeFor(
	report: Pick<Parameters<typeof judgeReport>[1], "matched" | "errors" | "from">,
	{ user, serial }: Whose,
	{ domain }: Context,
): Promise<JudgedReport> {
	const { fact } = await serverCertificate(domain);
	return judgeReport(
		domain.store.read,
		{ ...report, ...(user === undefined ? {} : { upn: user }), ...(serial === undefined ? {} : { serial }) },
		{ serverCertificate: fact, admitMacs: domain.config.admitMacs, addresses: outsideAddresses(domain) },
		domain.clock.now(),
	);
}

/** `lead` stands above what was found; `more` beside it in the data. */
export function replyOf(
	judged: JudgedReport,
	{ lead, more }: { readonly lead: readonly string[]; readonly more: object },
	context: Context,
): Reply {
	const { language, paint } = context;
	const explained = explainReport(judged, language);
	const color = paint("strong", "x") !== "x";
	const candidates = explained.candidates.map(({ code, verdict, saw, evidence, who, fixes }) => ({
		code,
		verdict,
		saw,
		evidence,
		who,
		fixes,
	}));
	const text = [...lead, ...aboutWhom(judged, context), renderCandidates(explained, { color, language })];
	const notes = context.json ? notesOf(judged, context) : [];
	return { ok: true, data: { matched: judged.matched, candidates, ...more }, text: text.join("\n"), notes, exit: exits.done };
}

function leadOf({ codes, matches }: MatchedMessage, { texts, language }: Context): string[] {
	const similar = matches
		.filter(({ sureness }) => sureness === "similar")
		.map(({ text }) => say(texts.said["message-similar"], { text }, language));
	const ambiguous = codes.length > 1 && matches.some(({ sureness }) => sureness !== "exact") ? [texts.said["message-ambiguous"]] : [];
	const lead = [...similar.slice(0, 1), ...ambiguous];
	return lead.length === 0 ? [] : [...lead, ""];
}

function aboutWhom(judged: JudgedReport, context: Context): string[] {
	const { texts, language } = context;
	const { upn, serial } = judged.context;
	const who = [upn, serial].filter((one) => one !== null);
	const lines = [...(who.length === 0 ? [] : [say(texts.said["message-for"], { who }, language)]), ...notesOf(judged, context)];
	return lines.length === 0 ? [] : [...lines, ""];
}

function notesOf({ missing, unknownUser, unknownSerial }: JudgedReport, { texts, language }: Context): string[] {
	const { said, help } = texts;
	const near = (names: readonly string[]) => (names.length === 0 ? [] : [say(help.didYouMean, { near: names }, language)]);
	const options = missing.map((one) => (one === "user" ? "--user UPN" : "--serial SERIAL"));
	return [
		...(unknownUser === null ? [] : [say(said["message-user-unknown"], { upn: unknownUser.upn }, language), ...near(unknownUser.near)]),
		...(unknownSerial === null
			? []
			: [say(said["message-serial-unknown"], { serial: unknownSerial.serial }, language), ...near(unknownSerial.near)]),
		...(missing.length === 0 ? [] : [say(said["message-missing"], { missing: options }, language)]),
	];
}
