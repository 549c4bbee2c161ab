import assert from "node:assert/strict";
import { test } from "node:test";
import { routes } from "../http/api/routes.ts";
import { openApiDocument } from "./openapi-document.ts";

const document = JSON.parse(openApiDocument());

test("every route is in the document once, with what it takes, what it answers and who may", () => {
	const operations = Object.values<Record<string, Record<string, unknown>>>(document.paths).flatMap((path) => Object.values(path));
	assert.equal(operations.length, routes.length);
	assert.deepEqual(new Set(operations.map(({ operationId }) => operationId)), new Set(routes.map(({ id }) => id)));
	assert.equal(new Set(routes.map(({ id }) => id)).size, routes.length);
	for (const one of routes) {
		const operation = operations.find(({ operationId }) => operationId === one.id);
		assert.equal(operation?.["x-permission"], one.access === "anybody" ? undefined : one.access, one.id);
		assert.equal(operation?.["requestBody"] !== undefined, one.body !== undefined || one.takesBytes === true, one.id);
	}
});

test("every name in a path is a parameter of it", () => {
	for (const [path, methods] of Object.entries<Record<string, { parameters: { name: string; in: string; required: boolean }[] }>>(
		document.paths,
	)) {
		const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
		for (const { parameters } of Object.values(methods))
			assert.deepEqual(
				parameters.filter((one) => one.in === "path" && one.required).map(({ name }) => name),
				names,
				path,
			);
	}
});
