import assert from "node:assert/strict";
import { test } from "node:test";
import { may, permissions, permissionsOf, roles, scopes } from "./permissions.ts";

test("an owner may do everything, and nobody below may do what the one above may not", () => {
	assert.deepEqual(permissionsOf("owner"), permissions);
	const [administrator, helpdesk] = [permissionsOf("administrator"), permissionsOf("helpdesk")];
	assert.ok(helpdesk.every((permission) => administrator.includes(permission)));
	assert.ok(permissionsOf("readonly").every((permission) => administrator.includes(permission)));
});

test("administrators are managed by owners alone", () => {
	for (const permission of ["administrators.manage", "all-sessions", "all-tokens"] as const)
		assert.deepEqual(
			roles.filter((role) => may(role, permission)),
			["owner"],
		);
});

test("no token can make another, open a session or touch an administrator", () => {
	for (const scope of scopes) assert.doesNotMatch(scope, /session|token|administrators/);
});
