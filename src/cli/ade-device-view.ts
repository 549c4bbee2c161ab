import { assignmentStateOf } from "../ade/assignment-state.ts";
import type { KnownDevice } from "../ade/know-devices.ts";
import { hasIt } from "../ade/sort-due.ts";
import type { Device } from "../devices/ports.ts";
import { shellWords } from "../diagnosis/shell-words.ts";
import { localTime, printable } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import { relativeTime } from "./relative-time.ts";
import { iso } from "./reply.ts";
import { say } from "./say.ts";
import { textFields } from "./text-table.ts";

export function adeDeviceData({ device, token, wanted, atApple }: KnownDevice, now: number) {
	const { serial, model, description, color, assetTag, family, os, profileStatus, profileUuid, result, tries } = device;
	return {
		serial,
		token: token?.name ?? null,
		state: assignmentStateOf(device, now),
		model,
		description,
		color,
		assetTag,
		family,
		os,
		wanted: wanted?.name ?? null,
		wantedBy: device.profileId !== null ? "choice" : wanted === undefined ? null : "default",
		atApple: { status: profileStatus, profile: atApple?.name ?? null, uuid: profileUuid },
		profileAssignedAt: iso(device.profileAssignedAt),
		profilePushedAt: iso(device.profilePushedAt),
		serverAssignedAt: iso(device.serverAssignedAt),
		serverAssignedBy: device.serverAssignedBy,
		removedAt: iso(device.removedAt),
		lastTry:
			device.triedAt === null ? null : { at: iso(device.triedAt), result, failures: tries, throttledUntil: iso(device.throttledUntil) },
		nextTryAt: wanted === undefined ? null : iso(device.assignAt),
		migrationDeadlineAt: iso(device.migrationDeadlineAt),
		firstSeenAt: iso(device.firstSeenAt),
		contactedAt: iso(device.contactedAt),
		lastContactAt: iso(device.lastContactAt),
	};
}

/** Everything that Apple says of a device, what is wanted of it, and how far that is. `record`: the device as it is managed, if it is. */
export function adeDeviceText(known: KnownDevice, record: Device | undefined, context: Context): string {
	const { device, token, wanted, atApple } = known;
	const { domain, texts, language, paint } = context;
	const { fields, ade, words } = texts;
	const now = domain.clock.now();
	const state = assignmentStateOf(device, now);
	const at = (moment: number | null) => (moment === null ? "" : `${localTime(moment, language)} (${relativeTime(moment, now, language)})`);
	const plain = (text: string | null) => printable(text ?? "");
	const style = state === "failed" || state === "not-accessible" ? "fail" : state === "pushed" || state === "assigned" ? "pass" : "unknown";
	const sentence = say(
		ade.device[state],
		{ throttledUntil: device.throttledUntil, removedAt: device.removedAt, triedAt: device.triedAt },
		language,
	);
	const behind =
		wanted !== undefined && (wanted.uuid === null || !hasIt(device, wanted.uuid)) && (state === "assigned" || state === "pushed");
	const choice =
		wanted === undefined
			? ade.said["wants-none"]
			: say(ade.said[device.profileId === null ? "wants-default" : "wants-choice"], { profile: wanted.name }, language);
	const has =
		device.profileUuid === null
			? ""
			: atApple === undefined
				? say(ade.said["profile-foreign"], { uuid: device.profileUuid }, language)
				: printable(atApple.name);
	const lastTry =
		device.triedAt === null
			? ""
			: `${at(device.triedAt)}: ${device.result === null ? ade.said["try-unanswered"] : words.assignmentResult[device.result]}`;
	// One that is due waits for the token's next round, which may be a while where Apple refuses the token.
	const nextTry =
		wanted === undefined || device.assignAt === null || device.removedAt !== null
			? ""
			: device.assignAt <= now
				? ade.said["try-due"]
				: at(device.assignAt);
	const text = textFields(
		[
			[fields.state, `${paint(style, words.assignment[state])}${language === "ja" ? "。" : ". "}${sentence}`],
			["", behind ? ade.said["other-profile-yet"] : ""],
			[fields.token, plain(token?.name ?? null)],
			[fields.wantedProfile, choice],
			[fields.profileAtApple, has],
			[fields.profileAssigned, at(device.profileAssignedAt)],
			[fields.profilePushed, at(device.profilePushedAt)],
			[fields.lastTry, lastTry],
			[fields.failures, device.tries === 0 ? "" : String(device.tries)],
			[fields.nextTry, nextTry],
			[fields.model, plain(device.model)],
			[fields.description, plain(device.description)],
			[fields.color, plain(device.color)],
			[fields.assetTag, plain(device.assetTag)],
			[fields.family, [plain(device.family), plain(device.os)].filter((part) => part !== "").join(", ")],
			[fields.serverAssigned, [at(device.serverAssignedAt), plain(device.serverAssignedBy)].filter((part) => part !== "").join(", ")],
			[fields.removedAtApple, at(device.removedAt)],
			[fields.migration, at(device.migrationDeadlineAt)],
			[fields.firstSeen, at(device.firstSeenAt)],
			[fields.contacted, device.contactedAt === null ? texts.said.never : at(device.lastContactAt ?? device.contactedAt)],
			[fields.managedAs, record === undefined ? "" : shellWords(["genkan", "devices", "show", record.serial ?? record.id])],
		],
		paint,
	);
	return `${paint("strong", printable(device.serial))}\n${text}\n${say(ade.said["see-doctor-of"], { command: shellWords(["genkan", "ade", "doctor", device.serial]) }, language)}\n`;
}
