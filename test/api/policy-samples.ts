import assert from "node:assert/strict";
import type { Route } from "../../src/http/api/route.ts";
import { policyOrderVersion, policyVersion } from "../../src/http/api/routes/policy-shapes.ts";
import { termsVersion } from "../../src/http/api/routes/terms.ts";
import { createPolicy } from "../../src/tenant/policies.ts";
import { setTerms } from "../../src/tenant/terms.ts";
import type { House } from "../e2e/harness.ts";

interface Sample {
	readonly path?: string;
	readonly body?: unknown;
	readonly etag?: string;
}

/** Policies, identifiers and terms in a house, and a request that each of their routes understands. */
export async function policySamples({ domain }: House): Promise<(route: Route) => Promise<Sample | undefined>> {
	const { store, clock } = domain;
	const both = { en: "x", ja: "x" };
	await store.write(async (stores) => {
		const now = clock.now();
		const made = await createPolicy(stores, { kind: "device-limit", id: "few", name: "Few", settings: { limit: 2 }, groups: [], now });
		assert.ok(made.ok);
		assert.ok((await setTerms(stores, { id: "terms", title: both, body: both, now })).ok);
	});
	const file = Buffer.from("C02ROLES0002,x").toString("base64");
	return async ({ id, path }) => {
		const few = { kind: "limit", id: "few" } as const;
		switch (id) {
			case "listPolicies":
				return { path: "/policies/platform" };
			case "getPolicy":
				return { path: "/policies/limit/few" };
			case "createPolicy":
				return { path: "/policies/limit?preview=true", body: { name: "New", limit: 3 } };
			case "changePolicy":
				return {
					path: "/policies/limit/few/change?preview=true",
					body: { limit: 4 },
					etag: (await policyVersion(store.read, few)) ?? "",
				};
			case "orderPolicies":
				return {
					path: "/policies/limit/order?preview=true",
					body: { order: ["few"] },
					etag: await policyOrderVersion(store.read, few),
				};
			case "deletePolicy":
				return { path: "/policies/limit/few/delete?preview=true", etag: (await policyVersion(store.read, few)) ?? "" };
			case "whoGetsWhat":
				return { path: "/policies/effective?user=taro@contoso.example&os=18.5&lang=ja" };
			case "addCorporateIdentifier":
				return { path: `${path}?preview=true`, body: { serial: "C02ROLES0001" } };
			case "removeCorporateIdentifier":
				return { path: "/corporate-identifiers/C02ROLES0001/remove?preview=true" };
			case "judgeCorporateIdentifierLines":
				return { body: { file } };
			case "importCorporateIdentifiers":
				return { path: `${path}?preview=true`, body: { file } };
			case "setTerms":
				return { path: "/terms/new?preview=true", body: { title: both, body: both }, etag: '"none"' };
			case "countTermsAnswers":
				return { path: "/terms/terms/answers" };
			case "clearTerms":
				return { path: "/terms/terms/clear?preview=true", etag: await termsVersion(store.read, { id: "terms" }) };
			case "setEnrollmentGroup":
				return { path: `${path}?preview=true`, body: { group: null } };
			case "setMinimumPortalApp":
				return { path: `${path}?preview=true`, body: { version: "5.2404.0" } };
			default:
				return undefined;
		}
	};
}
