import { severityOf } from "../../checks/severity.ts";
import { findingsOfToken } from "../../enrollment/ade-health.ts";
import type { JudgedSubject } from "../../incidents/settle.ts";
import { afterAdeChange } from "../ade-changed.ts";
import { type Context, command } from "../command.ts";
import { type Examined, examine, examinedData, examinedText, type SubjectState, wellText } from "../doctor-view.ts";
import { progressBar } from "../progress-bar.ts";
import { done, exits, type Reply } from "../reply.ts";
import { say } from "../say.ts";

export const doctorCommand = command({
	name: "doctor",
	store: "write",
	changes: false,
	options: {
		offline: { kind: "flag", help: "offline" },
		all: { kind: "flag", help: "doctor-all" },
	},
	run: doctor,
});

/** Incidents are told one by one elsewhere: more than these need not be counted. */
const most = 10_000;

async function doctor(given: { readonly offline: boolean; readonly all: boolean }, context: Context): Promise<Reply> {
	const { domain, texts, language, paint } = context;
	// Loaded here: other commands look at nothing outside.
	const { openHealth } = await import("../../health-composition.ts");
	const health = openHealth(domain);
	if (!given.offline) {
		const draw = progressBar(context.edge, texts.doctor.looking);
		await health.lookAtEverything((looked, of) => draw(looked, of, texts.doctor.looking));
		draw(null, null, "");
	}
	await health.judge();
	const judged = [...(await health.findings()), ...(await tokens(context))];
	const { incidents } = domain.store.read;
	const open = await incidents.openAmong(judged.map(({ subject }) => subject));
	const examined = judged.map((one) => examine(one, open));
	const state = worst(examined);
	const tries = (await incidents.list({ open: true, kind: "cause", limit: most })).length;
	const counts = {
		errors: count(examined, "error"),
		warnings: count(examined, "warning"),
		unknown: examined.reduce((sum, { unknown }) => sum + unknown.length, 0),
	};
	const data = {
		state,
		...counts,
		lookedOutside: !given.offline,
		failedTries: tries,
		subjects: examined.map((one) => examinedData(one, context)),
	};
	const verdict = state === "well" || state === "unknown" ? (counts.unknown > 0 ? "well-but-unknown" : "well") : state;
	const parts = [
		`${paint("strong", say(texts.doctor[verdict], counts, language))}\n`,
		...examined.filter((one) => one.state !== "well").map((one) => examinedText(one, context, given.all)),
		wellText(
			examined.filter((one) => one.state === "well"),
			context,
			given.all,
		),
		...(tries > 0 ? [`${say(texts.doctor["failed-tries"], { count: tries }, language)}\n`] : []),
	];
	const reply = done(data, parts.filter((part) => part !== "").join("\n"), given.offline ? [texts.doctor.offline] : []);
	return reply.ok && state === "error" ? { ...reply, exit: exits.refused } : reply;
}

/** Tokens and their profiles; what the service judged last may be older than what was done about it. */
async function tokens(context: Context): Promise<readonly JudgedSubject[]> {
	const { read } = context.domain.store;
	const judged: JudgedSubject[] = [];
	for (const { id } of await read.adeTokens.list()) {
		await afterAdeChange(id, context, { round: false });
		judged.push(...((await findingsOfToken(read, id, context.domain.clock.now())) ?? []));
	}
	return judged;
}

const byWeight: readonly SubjectState[] = ["error", "warning", "unknown", "well"];

function worst(examined: readonly Examined[]): SubjectState {
	return byWeight.find((state) => examined.some((one) => one.state === state)) ?? "well";
}

function count(examined: readonly Examined[], severity: "error" | "warning"): number {
	return examined.reduce(
		(sum, { wrong }) => sum + wrong.filter(({ finding }) => (severityOf(finding.saw) === "error") === (severity === "error")).length,
		0,
	);
}
