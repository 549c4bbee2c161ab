import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { effectivePolicy, weighPolicies } from "./effective-policy.ts";

const fallback = { priority: null, groupIds: [] };

test("of two that are assigned, the higher priority applies alone", () => {
	const second = { priority: 2, groupIds: ["sales"] };
	const first = { priority: 1, groupIds: ["tokyo"] };
	assert.deepEqual(effectivePolicy([fallback, second, first], ["sales", "tokyo"]), { policy: first, groupId: "tokyo" });
	assert.deepEqual(effectivePolicy([fallback, second, first], ["sales"]), { policy: second, groupId: "sales" });
});

test("who is in no assigned group, or in none at all, has the default", () => {
	const first = { priority: 1, groupIds: ["tokyo"] };
	assert.deepEqual(effectivePolicy([first, fallback], ["osaka"]), { policy: fallback, groupId: null });
	assert.deepEqual(effectivePolicy([first, fallback], []), { policy: fallback, groupId: null });
});

test("a policy without groups has no effect, whatever its priority", () => {
	assert.deepEqual(effectivePolicy([{ priority: 1, groupIds: [] }, fallback], ["tokyo"]), { policy: fallback, groupId: null });
});

test("groups of the default mean nothing: it never beats an assigned policy", () => {
	const assigned = { priority: 25, groupIds: ["tokyo"] };
	const odd = { priority: null, groupIds: ["tokyo"] };
	assert.deepEqual(effectivePolicy([odd, assigned], ["tokyo"]), { policy: assigned, groupId: "tokyo" });
});

test("a kind without default is a fault of ours", () => {
	assert.throws(() => effectivePolicy([], []), /without its default/);
});

const groupId: fc.Arbitrary<string> = fc.constantFrom("a", "b", "c", "d");
const groupIds = fc.uniqueArray(groupId);
const policies = fc
	.array(groupIds, { maxLength: 6 })
	.map((assigned) => [...assigned.map((ids, i) => ({ priority: i + 1, groupIds: ids })), { priority: null, groupIds: [] as string[] }]);

test("no policy that applies has a higher priority than the one chosen, in whatever order they come", () => {
	fc.assert(
		fc.property(policies, groupIds, fc.integer(), (all, mine, seed) => {
			const shuffled = [...all].sort((a, b) => (((a.priority ?? 99) * seed) % 7) - (((b.priority ?? 99) * seed) % 7));
			const { policy, groupId } = effectivePolicy(shuffled, mine);
			const applying = all.filter((one) => one.priority !== null && one.groupIds.some((id) => mine.includes(id)));
			if (applying.length === 0) assert.deepEqual({ policy, groupId }, { policy: all.at(-1), groupId: null });
			else {
				assert.equal(policy.priority, Math.min(...applying.map((one) => one.priority ?? Number.POSITIVE_INFINITY)));
				assert.ok(groupId !== null && policy.groupIds.includes(groupId) && mine.includes(groupId));
			}
		}),
	);
});

test("to join a group can only raise the priority of what applies", () => {
	const rank = (priority: number | null) => priority ?? Number.POSITIVE_INFINITY;
	fc.assert(
		fc.property(policies, groupIds, groupId, (all, mine, joined) => {
			const before = effectivePolicy(all, mine).policy.priority;
			const after = effectivePolicy(all, [...mine, joined]).policy.priority;
			assert.ok(rank(after) <= rank(before));
		}),
	);
});

test("each policy beside the one that applies says why it is that one or is not", () => {
	const all = [
		{ priority: 4, groupIds: ["tokyo"] },
		{ priority: 2, groupIds: [] },
		{ priority: 1, groupIds: ["osaka"] },
		{ priority: 3, groupIds: ["sales", "osaka", "tokyo"] },
		fallback,
	];
	const weighed = weighPolicies(all, ["tokyo", "sales"]).map(({ policy, matched, standing }) => [policy.priority, standing, matched]);
	assert.deepEqual(weighed, [
		[1, "not-member", []],
		[2, "no-group", []],
		[3, "applies", ["sales", "tokyo"]],
		[4, "outranked", ["tokyo"]],
		[null, "not-needed", []],
	]);
	assert.equal(weighPolicies(all, []).at(-1)?.standing, "applies");
});
