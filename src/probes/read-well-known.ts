import type { Fetched } from "./fetch-bounded.ts";

/** What a site says to a phone that asks where to enroll. */
export type WellKnown =
	| { readonly kind: "servers"; readonly baseUrls: readonly string[] }
	/** Apple's own way to say no. */
	| { readonly kind: "refusal" }
	| { readonly kind: "missing" | "wrong-type" | "not-json" | "no-servers" };

const versions: ReadonlySet<unknown> = new Set(["mdm-byod", "mdm-adde"]);

/** A phone takes `application/json` and nothing more, not even a charset. Never throws. */
export function readWellKnown({ status, contentType, body }: Pick<Fetched, "status" | "contentType" | "body">): WellKnown {
	if (status !== 200 && status !== 403) return { kind: "missing" };
	const rightType = contentType?.trim().toLowerCase() === "application/json";
	const content = parsed(body);
	if (status === 403) {
		const refuses = rightType && field(content, "code") === "com.apple.well-known.failed";
		return { kind: refuses ? "refusal" : "missing" };
	}
	if (!rightType) return { kind: "wrong-type" };
	if (content === undefined) return { kind: "not-json" };
	const servers = field(content, "Servers");
	const known = Array.isArray(servers) ? servers.slice(0, 20).filter((server) => versions.has(field(server, "Version"))) : [];
	const baseUrls = known.map((server) => field(server, "BaseURL")).filter(isHttps);
	return baseUrls.length === 0 ? { kind: "no-servers" } : { kind: "servers", baseUrls };
}

function parsed(body: Fetched["body"]): unknown {
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
	} catch {
		return undefined;
	}
}

function field(value: unknown, name: string): unknown {
	return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function isHttps(value: unknown): value is string {
	return typeof value === "string" && value.length <= 2048 && URL.canParse(value) && new URL(value).protocol === "https:";
}
