import type { IncomingMessage, ServerResponse } from "node:http";
import type { Registry } from "prom-client";
import { incidentSeverity } from "../checks/incident-severity.ts";
import type { Clock } from "../evidence/clock.ts";
import type { GaugeStore } from "../evidence/gauges.ts";
import type { IncidentStore } from "../evidence/incident.ts";
import type { Log } from "../evidence/log.ts";
import type { OperatorGuard } from "./operator-guard.ts";

export interface MetricsStores {
	readonly gauges: GaugeStore;
	readonly incidents: Pick<IncidentStore, "list">;
	readonly noticeDeliveries: {
		counts(): Promise<{ readonly kind: string; readonly state: string; readonly count: number }[]>;
	};
	readonly pushCertificates: { current(): Promise<{ readonly notAfter: number } | undefined> };
	readonly adeTokens: { list(): Promise<{ readonly id: string; readonly expiresAt: number }[]> };
}

export interface MetricsOptions {
	readonly guard: OperatorGuard;
	readonly stores: MetricsStores;
	readonly clock: Clock;
	readonly log: Log;
	readonly version: string;
	/** When the certificates end of which no row tells, epoch milliseconds: the server's and the CA's. */
	readonly ends: Readonly<Record<"server-certificate" | "ca-certificate", number>>;
}

export type MetricsFace = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const hour = 3600_000;
/** Whoever asks more often gets the same again: reading costs the service some milliseconds. */
const freshFor = 10_000;
/** Of half a million devices SQLite counts the index for 80 ms, in which it answers nobody else. */
const devicesFreshFor = 5 * 60_000;
const most = { incidents: 10_000, tries: 10_000, tokens: 100 } as const;

/**
 * GET /metrics, for Prometheus. Read from the store when asked, by indexes or up to a bound, so that it costs what it costs whatever the size of the
 * tenant; no names of people, devices or tokens. Loaded at the first request: with what it brings along it is some megabytes.
 */
export function createMetricsFace({ guard, stores, clock, log, version, ends }: MetricsOptions): MetricsFace {
	let registry: Promise<Metrics> | undefined;
	let counted: { readonly at: number; readonly devices: Awaited<ReturnType<GaugeStore["devices"]>> } | undefined;
	let last: { readonly at: number; readonly text: Promise<string> } | undefined;

	async function scrape(): Promise<string> {
		registry ??= openMetrics(version);
		const { set, text } = await registry;
		const now = clock.now();
		if (counted === undefined || Math.abs(now - counted.at) > devicesFreshFor)
			counted = { at: now, devices: await stores.gauges.devices() };
		const [waiting, tries, incidents, deliveries, push, tokens] = await Promise.all([
			stores.gauges.waiting(),
			stores.gauges.tries(now - hour, most.tries),
			stores.incidents.list({ open: true, limit: most.incidents }),
			stores.noticeDeliveries.counts(),
			stores.pushCertificates.current(),
			stores.adeTokens.list(),
		]);
		set("devices", counted.devices);
		set("tries_waiting", waiting);
		set(
			"tries_last_hour",
			tries.map((one) => ({ ...one, code: one.code ?? "" })),
		);
		const byCode = Map.groupBy(incidents, (incident) => `${incident.code} ${incidentSeverity(incident)}`);
		set(
			"incidents_open",
			[...byCode].map(([key, { length: count }]) => {
				const [code = "", severity = ""] = key.split(" ");
				return { code, severity, count };
			}),
		);
		set("notices", deliveries);
		const left = (what: string, id: string, end: number) => ({ what, id, count: Math.round((end - now) / 1000) });
		set("expires_in_seconds", [
			...(push === undefined ? [] : [left("push-certificate", "", push.notAfter)]),
			...tokens.slice(0, most.tokens).map(({ id, expiresAt }) => left("ade-token", id, expiresAt)),
			...Object.entries(ends).map(([what, end]) => left(what, "", end)),
		]);
		return text();
	}

	return async (request, response) => {
		if (!guard(request, response)) return;
		if (request.method !== "GET" && request.method !== "HEAD") {
			response.writeHead(405, { allow: "GET, HEAD" }).end();
			return;
		}
		const now = clock.now();
		if (last === undefined || Math.abs(now - last.at) > freshFor) last = { at: now, text: scrape() };
		try {
			const text = await last.text;
			response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" }).end(text);
		} catch (error) {
			last = undefined;
			log.warn({ cause: error instanceof Error ? error.message : "unknown" }, "the metrics cannot be told");
			response.writeHead(503, { "cache-control": "no-store" }).end();
		}
	};
}

const gauges = {
	devices: { help: "Records of devices by state, counted every five minutes.", labels: ["state"] },
	tries_waiting: { help: "Tries that wait for a sign of their person or device.", labels: ["awaits"] },
	tries_last_hour: {
		help: "Tries that began within the last hour, by how they stand now (of at most 10000).",
		labels: ["journey", "state", "code"],
	},
	incidents_open: { help: "Open incidents by code and severity (of at most 10000).", labels: ["code", "severity"] },
	notices: { help: "Messages to people and webhooks of the last 40 days, by what became of them.", labels: ["kind", "state"] },
	expires_in_seconds: { help: "Seconds until a certificate or token ends; below 0: it has ended.", labels: ["what", "id"] },
} as const;

interface Metrics {
	/** In place of what it was before. */
	readonly set: (name: keyof typeof gauges, rows: readonly { readonly count: number }[]) => void;
	readonly text: () => Promise<string>;
}

async function openMetrics(version: string): Promise<Metrics> {
	const { Gauge, Registry, collectDefaultMetrics } = await import("prom-client");
	const registry: Registry = new Registry();
	collectDefaultMetrics({ register: registry });
	new Gauge({ name: "genkan_build_info", help: "The version that runs.", labelNames: ["version"], registers: [registry] }).set(
		{ version },
		1,
	);
	const all = Object.entries(gauges).map(([name, { help, labels }]) => {
		return [name, new Gauge({ name: `genkan_${name}`, help, labelNames: [...labels], registers: [registry] })] as const;
	});
	const byName = new Map<string, (typeof all)[number][1]>(all);
	return {
		set(name, rows) {
			const gauge = byName.get(name);
			gauge?.reset();
			for (const { count, ...labels } of rows) gauge?.set({ ...labels }, count);
		},
		text: () => registry.metrics(),
	};
}
