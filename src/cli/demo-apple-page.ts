import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AdeStandIn } from "../../simulator/ade/stand-in.ts";
import { securityHeaders } from "../http/portal/headers.ts";
import { chooseLanguage } from "../http/portal/language.ts";
import { fromOurPages } from "../http/portal/same-origin.ts";
import type { Language } from "../texts/texts.ts";
import { type AppleForm, readAppleForm } from "./demo-apple-form.ts";
import { appleStyle } from "./demo-apple-style.ts";
import { type ApplePath, type AppleProblem, homeView, managerView, paths, portalView, type Shown } from "./demo-apple-views.ts";
import { peopleCsv } from "./demo-people.ts";
import { type DemoPushPortal, requestIn } from "./demo-push-portal.ts";

export interface ApplePage {
	/** Without a slash at its end. */
	readonly url: string;
	stop(): Promise<void>;
}

/** The two sites of Apple's that an administrator goes to, as far as the demo needs them. */
export interface AppleSites {
	readonly portal: DemoPushPortal;
	readonly manager: AdeStandIn;
}

/** A file that the browser keeps, or where to go on. */
type Done = { readonly file: string; readonly name: string } | { readonly to: ApplePath; readonly problem?: AppleProblem };

const refuse = (to: ApplePath, problem: AppleProblem): Done => ({ to, problem });

/** What stands in for the web pages where an organization's administrators do what Apple wants of them. Says everywhere that it is not Apple's. */
export async function serveApplePage(sites: AppleSites, port: number): Promise<ApplePage> {
	const url = `http://localhost:${port}`;
	let given = 0;
	// So that no two gifts hold the same serial numbers.
	const newSeed = () => (++given).toString(36).toUpperCase();
	const server = createServer((request, response) => {
		answer(request, response).catch(() => response.destroy());
	});

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { pathname, searchParams } = new URL(request.url ?? "/", url);
		const language = chooseLanguage(searchParams.get("lang"), undefined, request.headers["accept-language"]);
		if (request.method === "POST") {
			if (!fromOurPages(request.headers, url)) {
				request.resume();
				send(response, 403, "text/plain", "");
				return;
			}
			const form = await readAppleForm(request).catch(() => null);
			const done = form === null ? refuse(siteOf(pathname), "form") : sent(pathname, form, sites, newSeed);
			if (done === null) send(response, 404, "text/plain", "");
			else if ("file" in done) attach(response, done);
			else redirect(response, done, language);
			return;
		}
		request.resume();
		const problem = searchParams.get("problem");
		get(pathname, { language, problem: isProblem(problem) ? problem : null }, sites, response);
	}

	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", resolve);
	});
	return {
		url,
		stop() {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}

function get(path: string, shown: Shown, { portal, manager }: AppleSites, response: ServerResponse): void {
	const page = (body: string) => send(response, 200, "text/html; charset=utf-8", body);
	if (path === paths.home) page(homeView(shown));
	else if (path === paths.portal) page(portalView(portal.certificates(), shown));
	else if (path === paths.manager) page(managerView(manager.servers(), shown));
	else if (path === paths.style) send(response, 200, "text/css; charset=utf-8", appleStyle);
	else if (path === "/favicon.ico") send(response, 204, "text/plain", "");
	else if (path === paths.people) attach(response, { file: peopleCsv(), name: "people.csv" });
	else {
		const number = path.startsWith(`${paths.portal}/`) ? Number(/(\d+)\.pem$/.exec(path)?.[1]) : Number.NaN;
		const found = portal.certificates().find((one) => one.number === number);
		if (found === undefined) send(response, 404, "text/plain", "");
		else attach(response, { file: found.pem, name: `MDM_certificate_${found.number}.pem` });
	}
}

/** What a form asks for. null: there is no such form. */
function sent(path: string, form: AppleForm, { portal, manager }: AppleSites, newSeed: () => string): Done | null {
	if (path === paths.portal) return certificateFor(form, portal);
	if (path === `${paths.manager}/servers`) return serverFor(form, manager);
	const to = paths.manager;
	if (path === `${to}/accept`) {
		manager.acceptTerms();
		return { to };
	}
	const server = manager.server(form.fields.get("server") ?? "");
	if (server === undefined) return null;
	switch (path.slice(to.length + 1)) {
		case "token":
			return server.hasPublicKey ? { file: server.downloadToken(), name: "server_token.p7m" } : refuse(to, "no-key");
		case "key":
			return takesKey(() => server.uploadPublicKey(form.file.toString("latin1"))) ? { to } : refuse(to, "no-key");
		case "devices": {
			const count = Math.min(500, Math.max(1, Math.trunc(Number(form.fields.get("count"))) || 1));
			server.addDevices({ count, seed: newSeed() });
			return { to };
		}
		case "terms":
			server.newTerms();
			return { to };
		default:
			return null;
	}
}

function certificateFor({ fields, file }: AppleForm, portal: DemoPushPortal): Done {
	const to = paths.portal;
	if (file.length === 0) return refuse(to, "no-file");
	const csrDer = requestIn(file);
	if (csrDer === null) return refuse(to, "no-request");
	const wanted = fields.get("renew");
	const old = portal.certificates().find(({ number }) => String(number) === wanted);
	if (wanted !== undefined && old === undefined) return refuse(to, "form");
	const appleId = old?.appleId ?? (fields.get("apple-id") || "mdm@contoso.example");
	try {
		portal.issue({ csrDer, appleId, ...(old === undefined ? {} : { topicUid: old.topicUid }) });
		return { to };
	} catch {
		return refuse(to, "no-request");
	}
}

function serverFor({ fields, file }: AppleForm, manager: AdeStandIn): Done {
	const to = paths.manager;
	const name = fields.get("name") ?? "";
	if (name === "" || manager.server(name) !== undefined) return refuse(to, "name");
	if (file.length === 0) return refuse(to, "no-file");
	const pem = file.toString("latin1");
	// Looked at before, so that no server without a key is left behind.
	if (!pem.includes("-----BEGIN CERTIFICATE-----")) return refuse(to, "no-key");
	const server = manager.addServer({ name, orgName: "Contoso", adminId: "device.manager@contoso.example" });
	return takesKey(() => server.uploadPublicKey(pem)) ? { to } : refuse(to, "no-key");
}

function takesKey(upload: () => void): boolean {
	try {
		upload();
		return true;
	} catch {
		return false;
	}
}

const siteOf = (path: string): ApplePath => (path.startsWith(paths.portal) ? paths.portal : paths.manager);
const problems: Readonly<Record<AppleProblem, true>> = { "no-file": true, "no-request": true, "no-key": true, name: true, form: true };
const isProblem = (name: string | null): name is AppleProblem => name !== null && Object.hasOwn(problems, name);

function send(response: ServerResponse, status: number, type: string, body: string, more: Readonly<Record<string, string>> = {}): void {
	response.writeHead(status, { ...securityHeaders, "content-type": type, ...more });
	response.end(body);
}

function attach(response: ServerResponse, { file, name }: { readonly file: string; readonly name: string }): void {
	send(response, 200, "application/octet-stream", file, { "content-disposition": `attachment; filename="${name}"` });
}

function redirect(
	response: ServerResponse,
	{ to, problem }: { readonly to: ApplePath; readonly problem?: AppleProblem },
	language: Language,
) {
	send(response, 303, "text/plain", "", { location: `${to}?lang=${language}${problem === undefined ? "" : `&problem=${problem}`}` });
}
