import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { adeProfilePath } from "../ade/apple-profile.ts";
import { checkInPath, mdmPath, scepPath } from "../enrollment/profile-maker.ts";
import { normaliseReference } from "../enrollment/reference.ts";
import { wellKnownPath } from "../evidence/service-discovery.ts";
import { BodyWatch } from "./body-watch.ts";
import { type ConsoleFace, consolePath } from "./console/console.ts";
import type { AdeFace } from "./device/ade.ts";
import type { MdmFace } from "./device/mdm.ts";
import type { ScepFace } from "./device/scep.ts";
import type { WellKnownFace } from "./device/well-known.ts";
import type { HealthFace } from "./health-face.ts";
import type { MetricsFace } from "./metrics.ts";
import { reportPaths } from "./portal/addresses.ts";

export interface Faces {
	readonly mdm: MdmFace;
	readonly scep: ScepFace;
	/** Phones in Setup Assistant that post their description. */
	readonly ade: AdeFace;
	/** Phones that ask where a work account enrolls. */
	readonly wellKnown: WellKnownFace;
	/** Everything that is not a device's. */
	readonly pages: (request: IncomingMessage, response: ServerResponse) => void;
	/** The API, of which the console is made. */
	readonly api: (request: IncomingMessage, response: ServerResponse) => void;
	/** The administrators' pages. */
	readonly console: ConsoleFace;
	/** How the organisation is, for operators. */
	readonly health: HealthFace;
	/** What there is of what, for operators. */
	readonly metrics: MetricsFace;
	/** Whether the store answers. */
	readonly healthy: () => Promise<boolean>;
}

export interface Listening {
	/** The port that was taken, also when 0 was asked for. */
	readonly port: number;
	/** Takes nothing new, lets what is under way finish, and cuts what is left after the given time. */
	close(graceMs: number): Promise<void>;
}

/**
 * The largest header is Mdm-Signature (about 3 KB in base64); the largest request line a SCEP GET (7 KB). Bodies are limited where they are read.
 * Devices keep their connections for a while: a TLS handshake is the dearest thing of all.
 */
const limits = { maxHeaderSize: 32_768, keepAliveTimeout: 75_000 } as const;

/** How long whoever asks may take, milliseconds. */
export interface Patience {
	readonly requestTimeout: number;
	readonly headersTimeout: number;
	/** For the TLS handshake. */
	readonly handshakeTimeout: number;
	/** How often those who take too long are looked for. */
	readonly connectionsCheckingInterval: number;
	/** For a log that is handed in: of everything else `requestTimeout` is enough. */
	readonly uploadTimeout: number;
}

/** A phone on a bad line sends its largest answer in a minute. Node looks every 30 seconds unless told otherwise. */
const usualPatience: Patience = {
	requestTimeout: 60_000,
	headersTimeout: 30_000,
	handshakeTimeout: 30_000,
	connectionsCheckingInterval: 5_000,
	// 200 MB on a line of 3 Mbit/s.
	uploadTimeout: 600_000,
};

/** Sends each request to its face by the beginning of its path. Device paths never reach the pages, and the other way round. */
export function dispatch(faces: Faces): (request: IncomingMessage, response: ServerResponse) => void {
	return (request, response) => {
		const url = request.url ?? "/";
		const mark = url.indexOf("?");
		const path = mark < 0 ? url : url.slice(0, mark);
		if (path === mdmPath) void faces.mdm.handle(request, response, null);
		else if (isUnder(path, checkInPath)) void faces.mdm.handle(request, response, lastSegment(path, checkInPath));
		else if (isUnder(path, scepPath))
			void faces.scep.handle(request, response, lastSegment(path, scepPath), mark < 0 ? "" : url.slice(mark + 1));
		else if (path.startsWith(`${adeProfilePath}/`))
			void faces.ade.handle(request, response, path.slice(adeProfilePath.length + 1), mark < 0 ? "" : url.slice(mark + 1));
		else if (path === wellKnownPath) void faces.wellKnown.handle(request, response, mark < 0 ? "" : url.slice(mark + 1));
		else if (path === "/healthz") void storeHealth(faces, response);
		else if (path === "/health") void faces.health(request, response);
		else if (path === "/metrics") void faces.metrics(request, response);
		else if (isUnder(path, "/api")) faces.api(request, response);
		else if (isUnder(path, consolePath)) faces.console(request, response);
		else faces.pages(request, response);
	};
}

const isUpload = ({ method, url }: IncomingMessage) => method === "POST" && reportPaths.some((path) => path === url?.split("?", 1)[0]);

const isUnder = (path: string, face: string) => path === face || path.startsWith(`${face}/`);

function lastSegment(path: string, prefix: string): string | null {
	return path.length > prefix.length + 1 && path.length < prefix.length + 20
		? (normaliseReference(path.slice(prefix.length + 1)) ?? null)
		: null;
}

async function storeHealth(faces: Faces, response: ServerResponse): Promise<void> {
	const good = await faces.healthy();
	response.writeHead(good ? 200 : 503, { "content-type": "application/json", "cache-control": "no-store" });
	response.end(`${JSON.stringify({ store: good ? "ok" : "unavailable" })}\n`);
}

/** @param tls certificate chain and key as PEM; null for plain HTTP behind a proxy that ends TLS */
export async function listen(
	handler: (request: IncomingMessage, response: ServerResponse) => void,
	at: { readonly host: string; readonly port: number },
	tls: { readonly certificate: string; readonly key: string } | null,
	patience: Patience = usualPatience,
): Promise<Listening> {
	// Node knows one limit for all: it gets the longest, and whoever uploads nothing is watched here.
	const options = { ...limits, ...patience, requestTimeout: patience.uploadTimeout };
	const watch = new BodyWatch(patience.requestTimeout, patience.connectionsCheckingInterval);
	const handle = (request: IncomingMessage, response: ServerResponse) => {
		if (!isUpload(request)) watch.over(request, response);
		handler(request, response);
	};
	const server: Server =
		tls === null
			? createPlainServer(options, handle)
			: createTlsServer({ ...options, cert: tls.certificate, key: tls.key, minVersion: "TLSv1.2" }, handle);
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(at.port, at.host, () => {
			server.off("error", reject);
			resolve();
		});
	});
	return {
		port: (server.address() as AddressInfo).port,
		close: (graceMs) =>
			new Promise((resolve) => {
				const cut = setTimeout(() => server.closeAllConnections(), graceMs);
				server.close(() => {
					clearTimeout(cut);
					watch.stop();
					resolve();
				});
				server.closeIdleConnections();
			}),
	};
}
