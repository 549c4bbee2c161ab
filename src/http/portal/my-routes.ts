import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type MyAction, type MyService, type MyVisited, myActions } from "../../enrollment/my-view.ts";
import type { ReportService, Visit } from "../../enrollment/portal-view.ts";
import type { Assets } from "./assets.ts";
import { renderView } from "./document.ts";
import { myAddresses } from "./my-addresses.ts";
import { myPageAddresses, renderMyView } from "./my-document.ts";
import { addReport } from "./report-routes.ts";
import { field, languageOf } from "./visit.ts";

/** `__Host-`: no neighbour under the same domain can put one of its own in its place. */
const cookieName = "__Host-genkan-my";
const cookie = { path: "/", httpOnly: true, secure: true, sameSite: "lax" } as const;

/** The pages of a person's own devices, under /my. They work without script, and change nothing but by a form. */
export function addMyPages(
	app: FastifyInstance,
	{
		service,
		report,
		assets,
		visitOf,
		notFound,
	}: {
		readonly service: MyService;
		readonly report: ReportService;
		readonly assets: Assets;
		readonly visitOf: (request: FastifyRequest) => Visit;
		readonly notFound: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
	},
): void {
	const visit = (request: FastifyRequest): Visit => {
		const session = request.cookies[cookieName] ?? "";
		return { ...visitOf(request), session: session === "" || session.length > 256 ? null : session };
	};

	function show(request: FastifyRequest, reply: FastifyReply, { session, view }: MyVisited): FastifyReply {
		if (session === "") reply.clearCookie(cookieName, cookie);
		else if (session !== null) reply.setCookie(cookieName, session, cookie);
		return reply.type("text/html; charset=utf-8").send(renderMyView(view, languageOf(request), assets));
	}

	/** What the next GET shows as well is redirected to, so that a reload sends no form twice. */
	function answer(request: FastifyRequest, reply: FastifyReply, visited: MyVisited): FastifyReply {
		const { page } = visited.view;
		const settled = page.kind === "devices" ? page.done === null && page.failed === null : page.kind === "one-time-code" && !page.wrong;
		if (!settled) return show(request, reply, visited);
		if (visited.session !== null) reply.setCookie(cookieName, visited.session, cookie);
		return reply.redirect(myAddresses.home, 303);
	}

	app.get(myAddresses.home, async (request, reply) => show(request, reply, await service.open(visit(request))));
	app.post(myAddresses.signIn, async (request, reply) =>
		answer(request, reply, await service.signIn(visit(request), field(request, "upn"), field(request, "password"))),
	);
	app.post(myAddresses.code, async (request, reply) =>
		answer(request, reply, await service.oneTimeCode(visit(request), field(request, "code"))),
	);
	app.post(myAddresses.signOut, async (request, reply) => show(request, reply, await service.signOut(visit(request))));
	addReport(app, {
		path: myAddresses.report,
		home: myAddresses.home,
		visitOf: visit,
		async reporter(request) {
			const user = await service.user(visit(request));
			return user === null ? null : report.of(user);
		},
		show: (request, reply, { view }) =>
			reply.type("text/html; charset=utf-8").send(renderView(view, languageOf(request), assets, myPageAddresses)),
	});
	app.route({
		method: ["GET", "POST"],
		url: "/my/devices/:id/:action",
		async handler(request, reply) {
			const { id = "", action = "" } = request.params as Readonly<Record<string, string>>;
			if (!isAction(action)) return notFound(request, reply);
			const asked =
				request.method === "GET"
					? service.ask(visit(request), id, action)
					: service.act(visit(request), id, action, field(request, "name"));
			return show(request, reply, await asked);
		},
	});
}

const isAction = (text: string): text is MyAction => myActions.some((one) => one === text);
