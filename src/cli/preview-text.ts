import { shellWords } from "../diagnosis/shell-words.ts";
import type { AuditEntry } from "../evidence/audit.ts";
import { changeLines } from "../texts/change-text.ts";
import { enumerated, printable } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import type { Reach } from "./deed.ts";
import { hitLines } from "./hit-lines.ts";
import type { Rehearsal } from "./rehearse-command.ts";
import { done, exits, type Reply } from "./reply.ts";
import { say } from "./say.ts";

const mostNamed = 10;

/** A rehearsal as `--preview` answers it. */
export function previewReply(rehearsal: Rehearsal, context: Context): Reply {
	const { reply } = rehearsal;
	const { said } = context.texts.audit;
	if (!reply.ok) return { ...reply, text: `${said["preview-refused"]}\n${reply.text}` };
	const answer = done(previewData(rehearsal, context), previewText(rehearsal, context), reply.notes);
	return reply.exit === undefined || reply.exit === exits.done ? answer : { ...answer, exit: reply.exit };
}

function previewData({ changes, asked, passing, hit }: Rehearsal, context: Context) {
	return {
		preview: true,
		changes: changes.map(({ entry, reach }) => {
			const { action, target, detail, undo } = entry;
			return { action, target, detail, lines: changeLines(asPreviewed(entry), context), undo, ...reach };
		}),
		asked,
		hit: hit === null ? null : { ...hit, lines: hitLines(hit, context) },
		wouldPass: passing.map(({ reference, upn, code, device }) => ({ reference, upn, serial: device.serial, code })),
	};
}

/** From where it is asked is on record once it is done, and nothing that would change. */
function asPreviewed(entry: Pick<AuditEntry, "detail">): Pick<AuditEntry, "detail"> {
	const { from: _, ...detail } = entry.detail;
	return { detail };
}

/** What would change, for whom, whose try would pass then, and whether it can be taken back. */
export function previewText({ changes, asked, passing, hit }: Rehearsal, context: Context): string {
	const { texts, language, paint } = context;
	const { said } = texts.audit;
	if (changes.length === 0 && asked.length === 0) return said["preview-nothing"];
	const lines = [paint("strong", said["preview-head"])];
	for (const { entry, reach } of changes) {
		const title = entry.target === null ? entry.action : `${entry.action}  ${printable(entry.target)}`;
		lines.push(`  ${title}`, ...changeLines(asPreviewed(entry), context).map((line) => `    ${line}`));
		const whom = reachText(reach, context);
		if (whom !== "") lines.push(`    ${say(said["preview-for"], { whom }, language)}`);
	}
	lines.push(...asked.map((sentence) => `  ${sentence}`));
	if (hit !== null) lines.push(...hitLines(hit, context));
	if (passing.length > 0) {
		lines.push(say(said["preview-passing"], { count: passing.length }, language));
		for (const { reference, upn, device } of passing.slice(0, mostNamed))
			lines.push(`  ${[reference, printable(upn ?? device.serial ?? "")].filter((part) => part !== "").join("  ")}`);
		if (passing.length > mostNamed) lines.push(`  ${say(texts.files.more, { count: passing.length - mostNamed }, language)}`);
	}
	if (changes.length > 0) lines.push(undoText(changes, context));
	return lines.join("\n");
}

function reachText({ users, devices, everybody }: Reach, { texts, language }: Context): string {
	const { said } = texts.audit;
	const parts = [
		...(everybody === true ? [said["reach-everybody"]] : []),
		...(users === undefined ? [] : [say(said["reach-users"], { count: users }, language)]),
		...(devices === undefined ? [] : [say(said["reach-devices"], { count: devices }, language)]),
	];
	return enumerated(parts, language);
}

function undoText(changes: Rehearsal["changes"], { texts, language }: Context): string {
	const { said } = texts.audit;
	const final = changes.some(({ entry }) => entry.undo === null);
	return final ? said["preview-final"] : say(said["preview-undo"], { command: shellWords(["genkan", "undo"]) }, language);
}
