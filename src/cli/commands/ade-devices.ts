import { assignmentStateOf } from "../../ade/assignment-state.ts";
import { knowDevices } from "../../ade/know-devices.ts";
import { type AdeDevice, type AdeToken, type AssignmentState, assignmentStates } from "../../ade/ports.ts";
import { shellWords } from "../../diagnosis/shell-words.ts";
import { normaliseSerial } from "../../tenant/serial.ts";
import { localTime, printable } from "../../texts/texts.ts";
import { adeDeviceData, adeDeviceText } from "../ade-device-view.ts";
import { stateBars } from "../ade-state-bars.ts";
import { type Context, command } from "../command.ts";
import { givenToken } from "../find-ade.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const token = { kind: "text", value: "TOKEN", help: "ade-token" } as const;

export const adeDeviceCommands = [
	command({
		name: "ade devices",
		aliases: ["ade devices list"],
		store: "read",
		options: {
			token,
			state: { kind: "text", value: "STATE", choices: assignmentStates, help: "ade-devices-state" },
			search: { kind: "text", value: "TEXT", help: "ade-devices-search" },
			after: { kind: "text", value: "SERIAL", help: "ade-devices-after" },
			limit: { kind: "number", value: "NUMBER", help: "limit" },
		},
		run: list,
	}),
	command({
		name: "ade devices show",
		store: "read",
		arguments: { serial: { kind: "text", value: "SERIAL" } },
		options: { token },
		run: ({ serial, token: typed }, context) => show(serial, typed, context),
	}),
] as const;

interface Filter {
	readonly token: string | undefined;
	readonly state: AssignmentState | undefined;
	readonly search: string | undefined;
	readonly after: string | undefined;
	readonly limit: number | undefined;
}

const usualLimit = 50;

async function list({ token: typed, state, search, after, limit = usualLimit }: Filter, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const { read } = domain.store;
	const tokens = await read.adeTokens.list();
	if (tokens.length === 0) return refusedBy({ kind: "ade-no-tokens" }, language);
	const found = typed === undefined ? undefined : await givenToken(typed, context);
	if (found?.ok === false) return found.reply;
	const now = domain.clock.now();
	const from = after === undefined ? undefined : normaliseSerial(after);
	const devices = await read.adeDevices.list(
		{
			...(found === undefined ? {} : { tokenId: found.token.id }),
			...(state === undefined ? {} : { state }),
			...(search === undefined ? {} : { search }),
			...(from === undefined ? {} : { after: from }),
			limit,
		},
		now,
	);
	const known = await knowDevices(read, devices, tokens);
	const data = known.map((one) => adeDeviceData(one, now));
	const narrowed = state !== undefined || search !== undefined || after !== undefined;
	if (devices.length === 0) return done(data, texts.ade.said[narrowed ? "devices-none-found" : "devices-none"]);
	const several = tokens.length > 1 && found === undefined;
	const { columns } = texts;
	const table = textTable(
		[
			{ title: columns.serial },
			{ title: columns.device, cut: true },
			...(several ? [{ title: columns.token, cut: true } as const] : []),
			{ title: columns.profile, cut: true },
			{ title: columns.state, cut: true },
		],
		known.map(({ device, token: of, wanted }) => [
			printable(device.serial),
			printable(device.model ?? device.description ?? device.family ?? "-"),
			...(several ? [printable(of?.name ?? "")] : []),
			printable(wanted?.name ?? "-"),
			stateOfRow(device, now, context),
		]),
		context,
	);
	const counted = found === undefined ? tokens : [found.token];
	const bars = narrowed ? "" : `${stateBars(await countAll(counted, context), context)}\n`;
	const last = devices.at(-1)?.serial ?? "";
	const words = ["--after", last, "--limit", String(limit)];
	const more = devices.length < limit ? "" : `${say(texts.ade.said["devices-more"], { options: shellWords(words) }, language)}\n`;
	return done(data, bars + table + more, context.json && more !== "" ? [more.trimEnd()] : []);
}

function stateOfRow(device: AdeDevice, now: number, { texts, language }: Context): string {
	const state = assignmentStateOf(device, now);
	if (state !== "throttled" || device.throttledUntil === null) return texts.words.assignment[state];
	return say(texts.ade.said["throttled-until"], { throttledUntil: localTime(device.throttledUntil, language) }, language);
}

async function countAll(tokens: readonly AdeToken[], { domain }: Context): Promise<Readonly<Record<AssignmentState, number>>> {
	const sum: Record<string, number> = Object.fromEntries(assignmentStates.map((state) => [state, 0]));
	for (const { id } of tokens) {
		const counts = await domain.store.read.adeDevices.counts(id, domain.clock.now());
		for (const state of assignmentStates) sum[state] = (sum[state] ?? 0) + counts[state];
	}
	return sum as Record<AssignmentState, number>;
}

async function show(typed: string, tokenTyped: string | undefined, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const { read } = domain.store;
	const found = tokenTyped === undefined ? undefined : await givenToken(tokenTyped, context);
	if (found?.ok === false) return found.reply;
	const serial = normaliseSerial(typed);
	const all = (await read.adeDevices.bySerial(serial)).filter(({ tokenId }) => found === undefined || tokenId === found.token.id);
	if (all.length === 0) {
		const near = (await read.adeDevices.list({ search: serial, limit: 5 }, domain.clock.now())).map((one) => one.serial);
		const lines = [
			say(texts.ade.said["device-unknown"], { serial }, language),
			...(near.length === 0 ? [] : [say(texts.help.didYouMean, { near }, language)]),
			`  ${shellWords(["genkan", "ade", "doctor", serial])}`,
		];
		return failed(lines.join("\n"));
	}
	const known = await knowDevices(read, all, await read.adeTokens.list());
	const record = await read.devices.bySerial(serial);
	const now = domain.clock.now();
	const [first] = known;
	const data = known.map((one) => ({
		...adeDeviceData(one, now),
		enrolled: record === undefined ? null : { id: record.id, state: record.state },
	}));
	const text = known.map((one) => adeDeviceText(one, record, context)).join("\n");
	return done(known.length === 1 && first !== undefined ? (data[0] ?? null) : data, text);
}
