import {
	type ActionContext,
	type ActionOutcome,
	type ActionStores,
	lockDevice,
	retireDevice,
	syncDevice,
	wipeDevice,
} from "../../devices/actions.ts";
import { type ClearPasscodeProblem, clearDevicePasscode } from "../../devices/clear-passcode.ts";
import type { Device } from "../../devices/ports.ts";
import { renameDevice } from "../../devices/rename-device.ts";
import { enrollmentProfileIdentifier } from "../../enrollment/profile-maker.ts";
import { deviceName } from "../../evidence/device-name.ts";
import { normaliseSerial } from "../../tenant/serial.ts";
import { printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { findDevice } from "../find-device.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { wrapText } from "../wrap-text.ts";

const device = { kind: "text", value: "DEVICE" } as const;

export const deviceActionCommands = [
	command({
		name: "devices retire",
		store: "write",
		arguments: { device },
		run: ({ device: typed }, context) =>
			onDevice(typed, "retire", context, (stores, { id }, now) =>
				retireDevice(stores, id, now, { profileIdentifier: enrollmentProfileIdentifier }),
			),
	}),
	command({
		name: "devices lock",
		store: "write",
		arguments: { device },
		options: {
			message: { kind: "text", value: "TEXT", help: "lock-message" },
			phone: { kind: "text", value: "NUMBER", help: "lock-phone" },
		},
		run: ({ device: typed, message, phone }, context) =>
			onDevice(typed, "lock", context, (stores, { id }, now) =>
				lockDevice(stores, id, now, {
					...(message === undefined ? {} : { message }),
					...(phone === undefined ? {} : { phoneNumber: phone }),
				}),
			),
	}),
	command({
		name: "devices sync",
		store: "write",
		arguments: { device },
		run: ({ device: typed }, context) => onDevice(typed, "sync", context, (stores, { id }, now) => syncDevice(stores, id, now)),
	}),
	command({
		name: "devices clear-passcode",
		store: "write",
		arguments: { device },
		run: ({ device: typed }, context) =>
			onDevice(typed, "clear-passcode", context, (stores, { id }, acting) => clearDevicePasscode(stores, id, acting)),
	}),
	command({
		name: "devices rename",
		store: "write",
		arguments: { device, name: { kind: "text", value: "NAME", optional: true } },
		run: rename,
	}),
	command({
		name: "devices wipe",
		store: "write",
		arguments: { device },
		options: { "yes-erase": { kind: "text", value: "SERIAL", help: "yes-erase" }, "keep-esim": { kind: "flag", help: "keep-esim" } },
		run: async ({ device: typed, "yes-erase": confirmation, "keep-esim": preserveDataPlan }, context) => {
			const found = await findDevice(typed, context);
			if (!found.ok) return found.reply;
			const stopped = context.deed.rehearsal ? undefined : await confirmErasing(found.device, confirmation, context);
			return stopped ?? perform(found.device, "wipe", context, (stores, { id }, now) => wipeDevice(stores, id, now, { preserveDataPlan }));
		},
	}),
] as const;

type Action = (stores: ActionStores, device: Device, context: Required<ActionContext>) => Promise<ActionOutcome<ClearPasscodeProblem>>;
type Verb = "retire" | "lock" | "sync" | "wipe" | "clear-passcode";

async function onDevice(typed: string, verb: Verb, context: Context, action: Action): Promise<Reply> {
	const found = await findDevice(typed, context);
	return found.ok ? perform(found.device, verb, context, action) : found.reply;
}

async function perform(target: Device, verb: Verb, context: Context, action: Action): Promise<Reply> {
	const { domain, texts, language } = context;
	const outcome = await act(context, async (stores, tell) => {
		const present = await stores.devices.byId(target.id);
		const { clock, randomness, sealer } = domain;
		const performed = await action(stores, target, { now: clock.now(), randomness, sealer });
		if (performed.ok) {
			const state = (await stores.devices.byId(target.id))?.state ?? null;
			const about = { device: deviceName(target), ...(performed.commandUuid === null ? { notTold: true } : {}) };
			const named = { target: target.serial ?? target.id, about };
			const reach = async () => ({ devices: 1 });
			tell({ ...named, before: { state: present?.state ?? null }, after: { state }, done: true, undo: null, reach });
		}
		return performed;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const { commandUuid } = outcome;
	const after = await domain.store.read.devices.byId(target.id);
	const data = { id: target.id, serial: target.serial, state: after?.state ?? target.state, commandUuid };
	const name = printable(deviceName(target));
	const untold = target.state === "pending" ? "retired-at-once" : "retired-untold";
	return done(data, say(texts.said[commandUuid === null ? untold : (`queued-${verb}` as const)], { device: name }, language));
}

async function rename(
	{ device: typed, name = "" }: { readonly device: string; readonly name: string | undefined },
	context: Context,
): Promise<Reply> {
	const found = await findDevice(typed, context);
	if (!found.ok) return found.reply;
	const { domain, texts, language } = context;
	const { id, serial } = found.device;
	const outcome = await act(context, async (stores, tell) => {
		const before = await stores.devices.byId(id);
		const renamed = await renameDevice(stores, id, { now: domain.clock.now(), randomness: domain.randomness }, name);
		const after = await stores.devices.byId(id);
		if (renamed.ok && before !== undefined && after !== undefined) {
			// What the device is called again: of one that bears the name itself its own, else what stood on the record.
			const own = renamed.commandUuid !== null;
			const former = own ? (before.label ?? before.name) : (before.label ?? "");
			const undo = former === null ? null : ["devices", "rename", serial ?? id, ...(former === "" ? [] : ["--", former])];
			const values = (device: Device) => ({ name: own ? device.name : device.label });
			const about = { device: deviceName(before) };
			tell({ target: serial ?? id, before: values(before), after: values(after), about, undo, reach: async () => ({ devices: 1 }) });
		}
		return renamed;
	});
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const after = await domain.store.read.devices.byId(id);
	const { commandUuid } = outcome;
	const said = commandUuid !== null ? "queued-rename" : (after?.label ?? null) === null ? "renamed-own" : "renamed-here";
	const values = { device: printable(deviceName(found.device)), name: printable(after === undefined ? name : deviceName(after)) };
	return done({ id, serial, name: after?.name ?? null, label: after?.label ?? null, commandUuid }, say(texts.said[said], values, language));
}

/** Erasing cannot be taken back: the serial number must be typed, or named in advance. undefined when it was. */
async function confirmErasing(
	target: Device,
	confirmation: string | undefined,
	{ edge, texts, language }: Context,
): Promise<Reply | undefined> {
	const wanted = target.serial ?? target.id;
	const device = printable(deviceName(target));
	let typed = confirmation;
	if (typed === undefined) {
		if (!edge.terminal.interactive) return failed(say(texts.said["erase-unconfirmed"], { serial: wanted, device }, language));
		edge.terminal.err(`${wrapText(say(texts.said["erase-warning"], { device, serial: wanted }, language), edge.terminal.columns)}\n`);
		typed = await edge.terminal.ask(`${texts.said["erase-question"]} `);
		if (typed === undefined) return failed(texts.said["nothing-changed"]);
	}
	if (normaliseSerial(typed) === normaliseSerial(wanted)) return undefined;
	return failed(say(texts.said["erase-not-confirmed"], { serial: wanted, device }, language));
}
