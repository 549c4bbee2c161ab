import { isEnded } from "../../evidence/device-state.ts";
import { blockDevice, unblockDevice } from "../../tenant/blocked-devices.ts";
import { normaliseSerial } from "../../tenant/serial.ts";
import { localTime, printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { done, iso } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const serial = { kind: "text", value: "SERIAL" } as const;

export const blockedDeviceCommands = [
	command({
		name: "devices block",
		store: "write",
		arguments: { serial },
		options: { reason: { kind: "text", value: "TEXT", required: true, help: "block-reason" } },
		async run({ serial: typed, reason }, context) {
			const { domain, texts, language } = context;
			const outcome = await act(context, async (stores, tell) => {
				const before = await stores.blockedDevices.bySerial(normaliseSerial(typed));
				const made = await blockDevice(stores, { serial: typed, reason, now: domain.clock.now() });
				if (made.ok) tell(blockChange(made.device.serial, before?.reason ?? null, made.device.reason));
				return made;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const blocked = outcome.device;
			const enrolled = await domain.store.read.devices.bySerial(blocked.serial);
			// Blocking is about the next enrollment: who is in stays in.
			const note =
				enrolled === undefined || isEnded(enrolled.state)
					? []
					: [say(texts.said["blocked-but-enrolled"], { serial: blocked.serial }, language)];
			const data = { ...blocked, at: iso(blocked.at), wasBlocked: outcome.wasBlocked };
			return done(data, say(texts.said[outcome.wasBlocked ? "block-changed" : "blocked"], { serial: blocked.serial }, language), note);
		},
	}),
	command({
		name: "devices unblock",
		store: "write",
		arguments: { serial },
		async run({ serial: typed }, context) {
			const { texts, language } = context;
			const normal = normaliseSerial(typed);
			const { wasBlocked } = await act(context, async (stores, tell) => {
				const before = await stores.blockedDevices.bySerial(normal);
				tell(blockChange(normal, before?.reason ?? null, null));
				return unblockDevice(stores, { serial: typed });
			});
			return done(
				{ serial: normal, wasBlocked },
				say(texts.said[wasBlocked ? "unblocked" : "was-not-blocked"], { serial: normal }, language),
			);
		},
	}),
	command({
		name: "devices blocked",
		store: "read",
		options: { limit: { kind: "number", value: "NUMBER", help: "limit" } },
		async run({ limit = 100 }, context) {
			const { domain, texts, language } = context;
			const blocked = await domain.store.read.blockedDevices.list(limit);
			const data = blocked.map((one) => ({ ...one, at: iso(one.at) }));
			if (blocked.length === 0) return done(data, texts.said["blocked-none"]);
			const { columns } = texts;
			const table = textTable(
				[{ title: columns.serial }, { title: columns.since }, { title: columns.reason, cut: true }],
				blocked.map((one) => [one.serial, localTime(one.at, language), printable(one.reason)]),
				context,
			);
			return done(data, table);
		},
	}),
] as const;

/** By its reason; null: it is not blocked. */
function blockChange(target: string, before: string | null, after: string | null) {
	const undo = before === null ? ["devices", "unblock", target] : ["devices", "block", target, `--reason=${before}`];
	const values = (reason: string | null) => ({ blocked: reason !== null, reason });
	return { target, before: values(before), after: values(after), undo, reach: async () => ({ devices: 1 }) };
}
