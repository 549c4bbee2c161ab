import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { adeSignInPath } from "../../ade/apple-profile.ts";
import type { AdePageService, AdeShown, AdeVisitor } from "../../enrollment/ade-page-view.ts";
import { providerReturnPath } from "../../enrollment/ade-paths.ts";
import type { PortalFault } from "../../enrollment/record-portal-fault.ts";
import type { Language } from "../../texts/texts.ts";
import { serialsIn } from "../device/serials-in.ts";
import { noAddresses, visitAddresses, visitPath } from "./addresses.ts";
import type { Assets } from "./assets.ts";
import { renderView } from "./document.ts";
import { field, fields, languageOf } from "./visit.ts";

export interface AdePages {
	readonly service: AdePageService;
	readonly assets: Assets;
	readonly peerOf: (request: IncomingMessage) => string;
	/** The page for a visit that has ended. */
	readonly over: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
	readonly refuseForm: (request: FastifyRequest, reply: FastifyReply, code: PortalFault) => Promise<FastifyReply>;
	readonly termsVersion: (text: string) => readonly { readonly id: string; readonly version: number }[];
}

/**
 * The pages in Setup Assistant's web view. It keeps no cookies and sends the phone's description with its first request only, so the visit's state is in
 * every address; nothing of ours leaks it, since no other site learns a referrer (headers.ts).
 */
export function addAdePages(app: FastifyInstance, { service, assets, peerOf, over, refuseForm, termsVersion }: AdePages): void {
	const visitor = (request: FastifyRequest): AdeVisitor => ({ peer: peerOf(request.raw), language: languageOf(request) });
	const stateOf = (request: FastifyRequest) => (request.params as { readonly state: string }).state;

	function show(request: FastifyRequest, reply: FastifyReply, shown: AdeShown, language: Language): FastifyReply {
		switch (shown.kind) {
			case "over":
				return over(request, reply);
			case "ready":
				return reply.redirect(`${visitPath}/${shown.state}/profile?lang=${language}`, 303);
			case "page": {
				const at = shown.state === null ? noAddresses : visitAddresses(shown.state, language);
				return reply.type("text/html; charset=utf-8").send(renderView(shown.view, language, assets, at));
			}
		}
	}

	/** What the next GET shows as well is redirected to, so that a reload sends no form twice. */
	function answer(request: FastifyRequest, reply: FastifyReply, shown: AdeShown, language = languageOf(request)): FastifyReply {
		if (shown.kind === "page" && shown.state !== null && !onlyNow(shown)) {
			return reply.redirect(`${visitPath}/${shown.state}?lang=${language}`, 303);
		}
		return show(request, reply, shown, language);
	}

	app.get(`${adeSignInPath}/:profile`, async (request, reply) => {
		const { profile } = request.params as { readonly profile: string };
		const header = request.headers["x-apple-aspen-deviceinfo"];
		const cms = typeof header === "string" && header !== "" ? Buffer.from(header, "base64") : null;
		const mark = request.url.indexOf("?");
		const opened = await service.open(profile, cms, serialsIn(mark < 0 ? "" : request.url.slice(mark + 1)), visitor(request));
		if (opened.kind === "unknown-profile") return reply.callNotFound();
		const asked = languageOf(request);
		if (opened.kind === "page") return show(request, reply, opened, asked);
		return reply.redirect(`${visitPath}/${opened.state}?lang=${opened.language ?? asked}`, 303);
	});
	app.get(`${visitPath}/:state`, async (request, reply) => show(request, reply, await service.show(stateOf(request)), languageOf(request)));
	app.post(`${visitPath}/:state/sign-in`, async (request, reply) =>
		answer(request, reply, await service.signIn(stateOf(request), field(request, "upn"), field(request, "password"), visitor(request))),
	);
	app.post(`${visitPath}/:state/code`, async (request, reply) =>
		answer(request, reply, await service.oneTimeCode(stateOf(request), field(request, "code"), visitor(request))),
	);
	app.post(`${visitPath}/:state/terms`, async (request, reply) => {
		const said = field(request, "answer");
		if (said !== "accept" && said !== "decline") return refuseForm(request, reply, "unreadable");
		const versions = fields(request, "version").flatMap(termsVersion);
		return answer(request, reply, await service.answerTerms(stateOf(request), said, versions));
	});
	app.post(`${visitPath}/:state/again`, async (request, reply) => answer(request, reply, await service.startAgain(stateOf(request))));
	app.get(`${visitPath}/:state/provider`, async (request, reply) => {
		const answered = await service.toProvider(stateOf(request), visitor(request));
		return answered.kind === "redirect" ? reply.redirect(answered.url, 302) : answer(request, reply, answered);
	});
	app.get(providerReturnPath, async (request, reply) => {
		const mark = request.url.indexOf("?");
		const { shown, language } = await service.fromProvider(mark < 0 ? "" : request.url.slice(mark + 1));
		return answer(request, reply, shown, language ?? languageOf(request));
	});
	app.get(`${visitPath}/:state/profile`, async (request, reply) => {
		const answered = await service.profile(stateOf(request), visitor(request));
		if (answered.kind !== "profile") return answer(request, reply, answered);
		// With this type, and no other, the web view closes and Setup Assistant goes on (Apple, configuration_web_url).
		return reply.type("application/x-apple-aspen-config").send(Buffer.from(answered.body));
	});
}

function onlyNow({ view: { page } }: Extract<AdeShown, { kind: "page" }>): boolean {
	if (page.kind === "refused") return true;
	if (page.kind === "sign-in") return page.refusal !== null;
	return page.kind === "one-time-code" ? page.wrong : page.kind === "provider" && page.refused;
}
