import type { Call } from "./call.ts";
import type { Place } from "./cursors.ts";
import { appleTime, deviceJson } from "./device-json.ts";
import type { Outcome } from "./refusal.ts";

/** POST /server/devices: every device, a page at a time, until the cursor is exhausted. No record has an `op_type`. */
export function fetchDevices(call: Call): Outcome {
	const { state, body, now } = call;
	const limit = limitOf(call);
	if (limit === null) return { error: "MALFORMED_REQUEST_BODY" };
	const given = body["cursor"];
	const first = given === undefined || given === null || given === "";
	// What changes from here on is told by the first sync.
	const opened = first ? ({ phase: "fetch", position: 0, since: state.log.length } as const) : call.cursors.open(state, given, now);
	if ("error" in opened) return opened;
	if (opened.phase === "sync") return { error: "EXHAUSTED_CURSOR" };
	state.watched = true;

	const { listing } = state;
	const records: string[] = [];
	let position = opened.position;
	let more = false;
	for (; position < listing.length; position++) {
		const device = listing[position];
		if (!device || state.unlisted.has(device.serial)) continue;
		more = records.length === limit;
		if (more) break;
		records.push(deviceJson(device, state, call.version));
	}
	const next: Place = more ? { ...opened, position } : { phase: "sync", position: opened.since, since: opened.since };
	return page(call, records, { from: opened, next, more });
}

/** POST /devices/sync: what was added, modified and deleted since, each as it happened, so that a device can come several times. */
export function syncDevices(call: Call): Outcome {
	const { state, body, now } = call;
	const limit = limitOf(call);
	if (limit === null) return { error: "MALFORMED_REQUEST_BODY" };
	const given = body["cursor"];
	if (given === undefined || given === null || given === "") return { error: "CURSOR_REQUIRED" };
	const place = call.cursors.open(state, given, now);
	if ("error" in place) return place;
	// A fetch that did not come to its end: a sync from here would skip what was not listed yet.
	if (place.phase === "fetch") return { error: "INVALID_CURSOR" };

	const end = Math.min(state.log.length, place.position + limit);
	const records: string[] = [];
	for (let position = place.position; position < end; position++) {
		const change = state.log[position];
		if (change === undefined || state.unlisted.has(change.device.serial)) continue;
		records.push(deviceJson(change.device, state, call.version, change));
	}
	return page(call, records, { from: place, next: { phase: "sync", position: end, since: end }, more: end < state.log.length });
}

/** null: not a number that makes sense. More than the maximum counts as the maximum. */
function limitOf(call: Call): number | null {
	const given = call.body["limit"];
	if (given === undefined || given === null) return call.pages.default;
	if (typeof given !== "number" || !Number.isInteger(given) || given < 1) return null;
	call.note({ limit: given });
	if (call.script.take(call, ["limit-ignored"]) !== undefined) return Number.MAX_SAFE_INTEGER;
	return Math.min(given, call.pages.maximum);
}

function page(call: Call, records: readonly string[], { from, next, more }: { from: Place; next: Place; more: boolean }): Outcome {
	const { state, now, script } = call;
	if (state.pagesBeforeTerms !== null && state.pagesBeforeTerms > 0) state.pagesBeforeTerms -= 1;
	const stuck = script.take(call, ["same-cursor"]) !== undefined;
	const given = call.body["cursor"];
	const cursor = stuck && typeof given === "string" && given !== "" ? given : call.cursors.seal(state, stuck ? from : next, now);
	const devices = misshapen(call, records);
	call.note({ devices: devices.length });
	return {
		json: `{"devices":[${devices.join(",")}],"fetched_until":"${appleTime(now)}","more_to_follow":${more || stuck},"cursor":"${cursor}"}`,
	};
}

type DeviceRecord = Readonly<Record<string, unknown>>;

/** What is wrong with the records of this page, where something shall be. */
function misshapen(call: Call, records: readonly string[]): readonly string[] {
	const { script } = call;
	const named = (list: readonly string[], serial: string | undefined): boolean =>
		serial === undefined ? list.length > 0 : list.some((record) => record.startsWith(`{"serial_number":"${serial}"`));
	let devices = records;
	const done = new Set<unknown>();
	for (;;) {
		const how = script.take(call, ["records"], (one) => !done.has(one) && named(devices, one.serial));
		if (how === undefined) break;
		done.add(how);
		const { serial, change } = how;
		devices = devices.map((record, index) =>
			(serial === undefined ? index === 0 : named([record], serial))
				? JSON.stringify({ ...(JSON.parse(record) as DeviceRecord), ...change })
				: record,
		);
	}
	const twice = script.take(call, ["serial-twice"], (one) => named(devices, one.serial));
	if (twice !== undefined) {
		const record = devices.find((one) => named([one], twice.serial));
		if (record !== undefined) {
			const good = JSON.parse(record) as DeviceRecord;
			const opDate = typeof good["op_date"] === "string" ? Date.parse(good["op_date"]) : call.now;
			const stale = { ...good, profile_status: "empty", profile_uuid: undefined, op_date: appleTime(opDate - 3_600_000), ...twice.stale };
			devices = [
				...devices.map((one) => (one === record ? JSON.stringify({ op_date: appleTime(opDate), ...good }) : one)),
				JSON.stringify(stale),
			];
		}
	}
	return script.take(call, ["out-of-order"]) === undefined ? devices : devices.toReversed();
}
