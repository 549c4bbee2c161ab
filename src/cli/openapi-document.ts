import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { permissions, scopes } from "../administrators/permissions.ts";
import { cookieNames } from "../http/api/cookies.ts";
import { problemStatus } from "../http/api/problem.ts";
import type { Route } from "../http/api/route.ts";
import { apiPrefix, routes } from "../http/api/routes.ts";

/** docs/openapi.json, from the table of routes: OpenAPI 3.1, whose schemas are JSON Schema as zod writes it. */
export function openApiDocument(): string {
	const paths: Record<string, Record<string, object>> = {};
	for (const one of routes) {
		const path = `${apiPrefix}${one.path.replaceAll(/:(\w+)/g, "{$1}")}`;
		paths[path] = { ...paths[path], [one.method.toLowerCase()]: operation(one) };
	}
	const document = {
		openapi: "3.1.1",
		info: {
			title: "Genkan",
			version: packageJson.version,
			description:
				"What the console is made of, and scripts use. Refusals are RFC 9457 problems with a `code`. The console signs in with a cookie and sends " +
				"`X-Genkan-Console: 1` with every change; scripts show a token (`Authorization: Bearer …`) and may do what its scopes allow.",
			license: { name: "Apache-2.0", identifier: "Apache-2.0" },
		},
		paths,
		components: {
			schemas: { Problem: problem },
			securitySchemes: {
				console: { type: "apiKey", in: "cookie", name: cookieNames.session },
				token: { type: "http", scheme: "bearer" },
			},
		},
	};
	return `${JSON.stringify(document, null, "\t")}\n`;
}

const problem = {
	type: "object",
	required: ["type", "title", "status", "code"],
	properties: {
		type: { type: "string" },
		title: { type: "string" },
		status: { type: "integer" },
		detail: { type: "string" },
		code: { enum: Object.keys(problemStatus) },
		reason: { type: "object", required: ["kind"], properties: { kind: { type: "string" } } },
		fields: {
			type: "array",
			items: { type: "object", required: ["at", "fault"], properties: { at: { type: "string" }, fault: { type: "string" } } },
		},
		needs: {
			type: "array",
			items: { enum: permissions },
			description: "Of `forbidden` and `scope-missing`: which permissions whoever asks lacks.",
		},
		retryAt: { type: "string", format: "date-time" },
	},
} as const;

const ifMatch = { name: "If-Match", in: "header", required: true, schema: { type: "string" } } as const;

function operation(one: Route): object {
	const { access } = one;
	const forTokens = scopes.some((scope) => scope === access);
	return {
		operationId: one.id,
		summary: one.summary,
		...(access === "anybody"
			? { security: [] }
			: { "x-permission": access, security: [{ console: [] }, ...(forTokens ? [{ token: [access] }] : [])] }),
		...(one.showsSecret === true ? { "x-shows-secret": true } : {}),
		parameters: [...parameters(one.params, "path"), ...parameters(one.query, "query"), ...(one.versioned === true ? [ifMatch] : [])],
		...(one.takesBytes === true ? { requestBody: { required: true, content: { "application/octet-stream": {} } } } : {}),
		...(one.body === undefined
			? {}
			: { requestBody: { required: true, content: { "application/json": { schema: schemaOf(one.body, "input") } } } }),
		responses: {
			[one.status ?? 200]: {
				description: "Done.",
				content: {
					[one.stream === true ? "text/event-stream" : (one.file ?? "application/json")]: { schema: schemaOf(one.answer, "output") },
				},
			},
			default: {
				description: "Not done, and why.",
				content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
			},
		},
	};
}

function parameters(schema: z.ZodType | undefined, where: "path" | "query"): readonly object[] {
	if (schema === undefined) return [];
	const { properties = {}, required = [] } = schemaOf(schema, "input");
	return Object.entries(properties).map(([name, of]) => ({ name, in: where, required: required.includes(name), schema: of }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output") {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
	return rest;
}
