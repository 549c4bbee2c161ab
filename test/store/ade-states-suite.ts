import assert from "node:assert/strict";
import fc from "fast-check";
import { assignmentStateOf } from "../../src/ade/assignment-state.ts";
import { type AdeDevice, assignmentStates } from "../../src/ade/ports.ts";
import type { Stores } from "../../src/store/stores.ts";
import { appleDevice, insertToken } from "./ade-rows.ts";
import type { Suite } from "./suite.ts";

const serials = ["A", "B", "C", "D"];
const serial = fc.constantFrom(...serials);
const uuid = fc.constantFrom("U", "V");
const instant = fc.integer({ min: 0, max: 30 });
type Step = (stores: Stores) => Promise<unknown>;
/** Whatever may happen to a device, one after the other. */
const step: fc.Arbitrary<Step> = fc.oneof(
	fc
		.tuple(
			serial,
			fc.constantFrom("empty", "assigned", "pushed", "removed"),
			fc.option(uuid),
			fc.constantFrom("added", "deleted", null),
			fc.option(instant),
			instant,
		)
		.map(
			([of, profileStatus, profileUuid, op, opAt, now]) =>
				({ adeDevices }: Stores) =>
					adeDevices.applyPage("t", [appleDevice(of, { profileStatus, profileUuid, op, opAt })], {
						generation: op === null ? 1 : null,
						now,
					}),
		),
	fc.tuple(fc.array(serial), uuid, instant).map(
		([of, id, now]) =>
			({ adeDevices }: Stores) =>
				adeDevices.markTried("t", of, id, now),
	),
	fc
		.tuple(
			serial,
			uuid,
			fc.constantFrom("SUCCESS", "NOT_ACCESSIBLE", "FAILED", "THROTTLED", "MISSING"),
			fc.option(instant),
			fc.option(instant),
			instant,
		)
		.map(
			([of, id, result, at, until, now]) =>
				({ adeDevices }: Stores) =>
					adeDevices.recordResults("t", id, [{ serial: of, result, assignAt: at, throttledUntil: until }], now),
		),
	fc.array(serial).map(
		(of) =>
			({ adeDevices }: Stores) =>
				adeDevices.settle("t", of),
	),
	fc.tuple(fc.array(serial), instant).map(
		([of, now]) =>
			({ adeDevices }: Stores) =>
				adeDevices.chooseProfile("t", of, "p", now),
	),
);

async function agree({ adeDevices }: Stores, rows: readonly AdeDevice[], now: number): Promise<void> {
	const byState = Map.groupBy(rows, (device) => assignmentStateOf(device, now));
	const counts = await adeDevices.counts("t", now);
	for (const state of assignmentStates) {
		const expected = (byState.get(state) ?? []).map((one) => one.serial);
		assert.equal(counts[state], expected.length, state);
		for (const filter of [{ tokenId: "t" }, {}]) {
			const listed = await adeDevices.list({ ...filter, state, limit: 99 }, now);
			assert.deepEqual(
				listed.map((one) => one.serial),
				expected,
				state,
			);
		}
	}
}

const never = Number.POSITIVE_INFINITY;

export const adeStates: Suite = {
	async "the state of a device is one rule, in the program and in the database"(store) {
		await store.write((stores) => insertToken(stores, "t"));
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20, size: "max" }), instant, async (steps, now) => {
				await store.write(async (stores) => {
					await stores.adeDevices.removeMissing("t", 99, 0);
					await stores.adeDevices.forgetRemoved(99, 99);
					const page = serials.map((of) => appleDevice(of));
					await stores.adeDevices.applyPage("t", page, { generation: 1, now: 0 });
					for (const run of steps) await run(stores);
				});
				const { adeDevices } = store.read;
				const rows = await adeDevices.list({ tokenId: "t", limit: 99 }, now);
				const ends = rows.flatMap(({ throttledUntil }) => throttledUntil ?? []);
				// Also at the very moment at which being throttled ends.
				for (const moment of new Set([now, ...ends])) await agree(store.read, rows, moment);
				assert.equal(await adeDevices.count("t"), rows.filter((one) => one.removedAt === null).length);
				assert.ok(
					rows.every((one) => one.removedAt === null || one.assignAt === null),
					"no removed device is ever due",
				);
				const next = Math.min(...rows.map((one) => one.assignAt ?? never));
				assert.equal((await adeDevices.nextAssignment("t")) ?? never, next);
			}),
			{ numRuns: 60 },
		);
	},
};
