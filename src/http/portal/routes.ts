import type { IncomingMessage } from "node:http";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { AdePageService } from "../../enrollment/ade-page-view.ts";
import type { MyService } from "../../enrollment/my-view.ts";
import type { PortalService, ReportService, Visit, Visited } from "../../enrollment/portal-view.ts";
import type { PortalFault } from "../../enrollment/record-portal-fault.ts";
import type { Log } from "../../evidence/log.ts";
import { StoreUnavailable } from "../../evidence/work.ts";
import { portalAddresses } from "./addresses.ts";
import { addAdePages } from "./ade-routes.ts";
import { loadAssets } from "./assets.ts";
import { renderView } from "./document.ts";
import { securityHeaders } from "./headers.ts";
import { asLanguage } from "./language.ts";
import { addMyPages } from "./my-routes.ts";
import { type Problem, problemStatus, renderProblem } from "./problem.ts";
import { addReport } from "./report-routes.ts";
import { fromOurPages } from "./same-origin.ts";
import { field, fields, languageCookie, languageOf, queryValue, visitCookie, visitOf } from "./visit.ts";

export interface PortalOptions {
	readonly service: PortalService;
	readonly report: ReportService;
	/** A person's own devices. */
	readonly my: MyService;
	/** The pages in Setup Assistant. */
	readonly ade: AdePageService;
	/** Where people reach these pages, over https: forms from any other origin are refused. */
	readonly publicUrl: string;
	/** The visitor's address (http/peer.ts). */
	readonly peerOf: (request: IncomingMessage) => string;
	/** Writes down a form that was not taken. */
	readonly recordFault: (visit: Pick<Visit, "session" | "peer">, code: PortalFault, route: string) => Promise<void>;
	/** For what must never happen: the visitor's page tells nothing of it. */
	readonly log: Log;
}

/** The largest form is the terms' answer, which has a few hundred bytes. */
const bodyLimit = 65_536;
/**
 * Longer than an enrollment takes, and not a session cookie: Safari may be unloaded while the person is in Settings, and would come back as a
 * stranger. The service decides how long a visit is good.
 */
const visitSeconds = 12 * 3600;
const languageSeconds = 365 * 24 * 3600;

/** The enrollment pages. Call `await app.ready()` once, then `app.routing(request, response)` for each request. */
export function createPortal({ service, report, my, ade, publicUrl, peerOf, recordFault, log }: PortalOptions): FastifyInstance {
	const assets = loadAssets();
	const publicOrigin = new URL(publicUrl).origin;
	// No HEAD beside each GET: asking for a page's head would begin a try, and for the profile's would issue a challenge.
	const app = fastify({
		bodyLimit,
		exposeHeadRoutes: false,
		routerOptions: { maxParamLength: 100 },
		frameworkErrors: (error, request, reply) => void fail(error, request, reply),
	});
	app.removeAllContentTypeParsers();
	app.register(cookie);
	app.register(formbody);

	const cookies = { path: "/", httpOnly: true, sameSite: "lax", secure: true } as const;
	const visit = (request: FastifyRequest) => visitOf(request, peerOf);

	function problem(request: FastifyRequest, reply: FastifyReply, which: Problem): FastifyReply {
		if (which === "unavailable") reply.header("retry-after", "60");
		reply.headers(securityHeaders).code(problemStatus[which]).type("text/html; charset=utf-8");
		return reply.send(renderProblem(which, languageOf(request), assets, !inSetupAssistant(request)));
	}

	/** A record that cannot be written keeps nobody from an answer. */
	async function refuseForm(request: FastifyRequest, reply: FastifyReply, code: PortalFault): Promise<FastifyReply> {
		try {
			if (request.method === "POST") await recordFault(visit(request), code, request.routeOptions.url ?? "");
		} catch (error) {
			log.warn({ code, reason: error instanceof Error ? error.message : "unknown" }, "portal: a fault could not be written down");
		}
		return problem(request, reply, code);
	}

	async function fail(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
		if (error instanceof StoreUnavailable) {
			log.warn({ route: request.routeOptions?.url ?? null, reason: error.message }, "portal: the store is not available");
			return problem(request, reply, "unavailable");
		}
		const status = error.statusCode ?? 500;
		if (status === 413) return refuseForm(request, reply, "too-large");
		if (status >= 400 && status < 500) return refuseForm(request, reply, "unreadable");
		log.error({ route: request.routeOptions?.url ?? null, error: error.stack ?? String(error) }, "portal: unexpected error");
		return problem(request, reply, "unexpected");
	}

	function remember(reply: FastifyReply, language: unknown): void {
		const known = asLanguage(language);
		if (known !== undefined) reply.setCookie(languageCookie, known, { ...cookies, maxAge: languageSeconds });
	}

	function keep(reply: FastifyReply, session: string | null): void {
		if (session !== null) reply.setCookie(visitCookie, session, { ...cookies, maxAge: visitSeconds });
	}

	function show(request: FastifyRequest, reply: FastifyReply, visited: Visited): FastifyReply {
		keep(reply, visited.session);
		return reply.type("text/html; charset=utf-8").send(renderView(visited.view, languageOf(request), assets));
	}

	/**
	 * What the next GET shows as well is redirected to, so that a reload sends no form twice. A refusal is shown at once: whether the next GET still
	 * shows it depends on what was refused (after declined terms it shows the terms).
	 */
	function answer(request: FastifyRequest, reply: FastifyReply, visited: Visited): FastifyReply {
		const { page } = visited.view;
		const onlyNow =
			page.kind === "refused" || (page.kind === "sign-in" && page.refusal !== null) || (page.kind === "one-time-code" && page.wrong);
		if (onlyNow) return show(request, reply, visited);
		keep(reply, visited.session);
		return reply.redirect("/enroll", 303);
	}

	app.setErrorHandler(fail);
	app.setNotFoundHandler((request, reply) => problem(request, reply, "not-found"));
	app.addHook("onRequest", async (request, reply) => {
		reply.headers(securityHeaders);
		// The web view of Setup Assistant keeps no cookie: there the language stays in the address.
		if (!inSetupAssistant(request)) remember(reply, queryValue(request, "lang"));
		if (request.method === "POST" && !fromOurPages(request.headers, publicOrigin)) return refuseForm(request, reply, "cross-site");
	});

	app.get("/", (_request, reply) => reply.redirect("/enroll", 302));
	app.get("/enroll", async (request, reply) => show(request, reply, await service.open(visit(request))));
	app.post("/enroll/sign-in", async (request, reply) =>
		answer(request, reply, await service.signIn(visit(request), field(request, "upn"), field(request, "password"))),
	);
	app.post("/enroll/code", async (request, reply) =>
		answer(request, reply, await service.oneTimeCode(visit(request), field(request, "code"))),
	);
	app.post("/enroll/terms", async (request, reply) => {
		const said = field(request, "answer");
		if (said !== "accept" && said !== "decline") return refuseForm(request, reply, "unreadable");
		return answer(request, reply, await service.answerTerms(visit(request), said, fields(request, "version").flatMap(termsVersion)));
	});
	app.post("/enroll/again", async (request, reply) => answer(request, reply, await service.startAgain(visit(request))));
	app.get("/enroll/progress", async (request, reply) => reply.send(await service.progress(visit(request))));
	app.get("/enroll/profile", async (request, reply) => {
		const answered = await service.downloadProfile(visit(request));
		if ("view" in answered) return answer(request, reply, answered);
		keep(reply, answered.session);
		reply
			.header("content-disposition", `attachment; filename="${answered.reference}.mobileconfig"`)
			.type("application/x-apple-aspen-config");
		return reply.send(Buffer.from(answered.profile));
	});
	app.route({
		method: ["GET", "POST"],
		url: "/language",
		handler: (request, reply) => {
			remember(reply, queryValue(request, "to") ?? field(request, "to"));
			return reply.redirect("/enroll", 303);
		},
	});
	addMyPages(app, { service: my, report, assets, visitOf: visit, notFound: (request, reply) => problem(request, reply, "not-found") });
	addReport(app, { path: portalAddresses.report ?? "", home: portalAddresses.home, reporter: async () => report, visitOf: visit, show });
	addAdePages(app, { service: ade, assets, peerOf, over: (request, reply) => problem(request, reply, "over"), refuseForm, termsVersion });
	for (const asset of Object.values(assets)) {
		app.get(asset.path, (_request, reply) =>
			reply.header("cache-control", "public, max-age=31536000, immutable").type(asset.type).send(asset.content),
		);
	}
	return app;
}

const inSetupAssistant = ({ url }: FastifyRequest) => url.startsWith("/ade/");

/** `id:version`, as the terms' page writes it; anything else is no acceptance of anything. */
function termsVersion(text: string): { readonly id: string; readonly version: number }[] {
	const [, id, digits] = /^(.{1,200}):(\d{1,9})$/s.exec(text) ?? [];
	return id === undefined || digits === undefined ? [] : [{ id, version: Number(digits) }];
}
