import type { AdeToken } from "../ade/ports.ts";
import { severityOf } from "../checks/severity.ts";
import { tokenBanner } from "../diagnosis/token-banner.ts";
import { byWeight, tokenStanding } from "../diagnosis/token-standing.ts";
import type { Incident } from "../evidence/incident.ts";
import { codeTexts, printable } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import type { Paint } from "./paint.ts";
import { iso } from "./reply.ts";
import { say } from "./say.ts";

export interface TokenOfList {
	readonly token: AdeToken;
	/** What is wrong now with it and with its profiles. */
	readonly incidents: readonly Incident[];
}

export interface TokenState {
	readonly kind: "well" | "warning" | "error" | "fetching" | "new";
	readonly text: string;
	readonly style: Parameters<Paint>[0];
}

const day = 86_400_000;

export function daysLeft({ expiresAt }: Pick<AdeToken, "expiresAt">, now: number): number {
	return Math.floor((expiresAt - now) / day);
}

/** How a token is, in few words. */
export function tokenState({ token, incidents }: TokenOfList, { texts, language }: Pick<Context, "texts" | "language">): TokenState {
	const { states } = texts.ade;
	const { kind, worst } = tokenStanding(token, incidents);
	const title = worst === null ? null : titleOf(worst, language);
	if (kind === "error") {
		const { status = null, said = "" } = token.refusal ?? {};
		return { kind, text: title ?? say(states.refused, { said: said || String(status ?? "") }, language), style: "fail" };
	}
	if (kind === "fetching") return { kind, text: say(states.fetching, { count: token.fetched }, language), style: "unknown" };
	if (kind === "warning") return { kind, text: title ?? "", style: "unknown" };
	return { kind, text: states[kind], style: kind === "new" ? "faint" : "pass" };
}

function titleOf({ code }: Incident, language: Context["language"]): string {
	return codeTexts(code, language)?.title ?? printable(code);
}

/** No secret of the token is among them. */
export function tokenData(view: TokenOfList, devices: number, defaultProfile: string | null, context: Context) {
	const { token, incidents } = view;
	const now = context.domain.clock.now();
	const { id, name, appleId, account, expiresAt, refusal } = token;
	return {
		id,
		name,
		state: tokenState(view, context).kind,
		incidents: byWeight(incidents).map(({ code, subject, openedAt, saw }) => ({
			code,
			about: subject.kind,
			name: subject.name,
			severity: severityOf(saw),
			since: iso(openedAt),
		})),
		server: account?.serverName ?? null,
		organization: account?.orgName ?? null,
		appleId,
		devices,
		defaultProfile,
		expiresAt: iso(expiresAt),
		daysLeft: daysLeft(token, now),
		uploadedAt: iso(token.uploadedAt),
		lastTriedAt: iso(token.lastTriedAt),
		lastSuccessAt: iso(token.lastSuccessAt),
		lastFullAt: iso(token.lastFullAt),
		fetching: token.mode === "fetch" ? token.fetched : null,
		retryAt: iso(token.retryAt),
		refusal:
			refusal === null
				? null
				: {
						kind: refusal.kind,
						status: refusal.status,
						said: refusal.said,
						during: refusal.during,
						since: iso(refusal.since),
						at: iso(refusal.at),
					},
	};
}

/** The banner over everything about ADE while a token is in an error state; empty while none is. */
export function bannerText(all: readonly TokenOfList[], { language, paint }: Pick<Context, "language" | "paint">): string {
	const banner = tokenBanner(all, language);
	if (banner === null) return "";
	const symptoms = banner.symptoms.flatMap(({ title, causes }) => [
		`${paint("fail", "✗")} ${paint("strong", title)}`,
		...causes.map((cause) => `    ${printable(cause)}`),
	]);
	return `${[paint("fail", paint("strong", banner.title)), banner.lead, ...symptoms].join("\n")}\n\n`;
}
