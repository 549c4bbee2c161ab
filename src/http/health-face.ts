import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../evidence/log.ts";
import type { HealthSummary } from "../health/health-summary.ts";
import type { OperatorGuard } from "./operator-guard.ts";

export type HealthFace = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * GET /health: how the organisation is, for a program that watches. It answers 200 whatever is wrong there, for the service is well: a load balancer asks
 * /healthz. 503: the store does not answer.
 */
export function createHealthFace({
	guard,
	summary,
	log,
}: {
	readonly guard: OperatorGuard;
	readonly summary: () => Promise<HealthSummary>;
	readonly log: Log;
}): HealthFace {
	return async (request, response) => {
		if (!guard(request, response)) return;
		if (request.method !== "GET" && request.method !== "HEAD") {
			response.writeHead(405, { allow: "GET, HEAD" }).end();
			return;
		}
		const found = await summary().catch((error: unknown) => {
			log.warn({ cause: error instanceof Error ? error.message : "unknown" }, "the health of the organisation cannot be told");
			return null;
		});
		response.writeHead(found === null ? 503 : 200, { "content-type": "application/json", "cache-control": "no-store" });
		response.end(`${JSON.stringify(found ?? { state: "unknown" })}\n`);
	};
}
