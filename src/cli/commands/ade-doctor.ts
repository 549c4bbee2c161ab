import type { AdeToken } from "../../ade/ports.ts";
import { findToken } from "../../ade/tokens.ts";
import { severityOf } from "../../checks/severity.ts";
import { explainDevice } from "../../diagnosis/explain-device.ts";
import { explainIncident } from "../../diagnosis/explain-incident.ts";
import { renderDevice } from "../../diagnosis/render-device.ts";
import { tokenBanner } from "../../diagnosis/token-banner.ts";
import { byWeight } from "../../diagnosis/token-standing.ts";
import { judgeDevice } from "../../enrollment/ade-device-health.ts";
import { incidentsByToken } from "../../enrollment/incidents-by-token.ts";
import type { Incident } from "../../evidence/incident.ts";
import { normaliseSerial, serialFault } from "../../tenant/serial.ts";
import { codeTexts, printable } from "../../texts/texts.ts";
import { afterAdeChange } from "../ade-changed.ts";
import { mendDevice, mendToken } from "../ade-mend.ts";
import { incidentText } from "../ade-round-text.ts";
import { bannerText, type TokenOfList, tokenState } from "../ade-token-view.ts";
import { type Context, command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { relativeTime } from "../relative-time.ts";
import { done, exits, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";

export const adeDoctorCommands = [
	command({
		name: "ade doctor",
		store: "write",
		arguments: { what: { kind: "text", value: "TOKEN|SERIAL", optional: true } },
		options: { mend: { kind: "flag", help: "mend" } },
		run: doctor,
	}),
] as const;

async function doctor({ what, mend }: { readonly what: string | undefined; readonly mend: boolean }, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const { read } = domain.store;
	if ((await read.adeTokens.count()) === 0) return refusedBy({ kind: "ade-no-tokens" }, language);
	if (what === undefined) return mend ? failed(texts.ade.said["mend-what"]) : everything(context);
	const token = await findToken(read, what);
	if (token.ok) return mend ? mendedToken(token.token, context) : ofToken(token.token.id, context);
	const serial = normaliseSerial(what);
	const known = (await read.adeDevices.bySerial(serial)).length > 0;
	if (!known && serialFault(serial) !== null) return refusedBy(token.problem, language);
	return mend ? mendedDevice(serial, context) : ofDevice(serial, context);
}

/** What the service judged last may be older than what was done about it. */
async function judged(context: Context, only?: string): Promise<TokenOfList[]> {
	const { read } = context.domain.store;
	for (const { id } of await read.adeTokens.list())
		if (only === undefined || only === id) await afterAdeChange(id, context, { round: false });
	return incidentsByToken(read);
}

async function everything(context: Context): Promise<Reply> {
	const { texts, language, paint } = context;
	const all = await judged(context);
	const banner = tokenBanner(all, language);
	const data = {
		banner,
		tokens: all.map((view) => ({
			token: view.token.name,
			state: tokenState(view, context).kind,
			incidents: byWeight(view.incidents).map((one) => incidentData(one, context)),
		})),
	};
	const sections = all.map((view) => {
		const { text, style } = tokenState(view, context);
		const title = paint("strong", printable(view.token.name));
		if (view.incidents.length === 0) return `${paint(style, "✓")} ${title}  ${text}\n`;
		return `${title}\n\n${byWeight(view.incidents)
			.map((one) => incidentText(one, context))
			.join("\n")}`;
	});
	const well = sections.length > 0 && all.every(({ incidents }) => incidents.length === 0);
	const end = well ? `\n${texts.ade.said["all-well"]}\n` : "";
	return withExit(done(data, bannerText(all, context) + sections.join("\n") + end), banner !== null);
}

async function ofToken(id: string, context: Context): Promise<Reply> {
	const { domain, texts, language, paint } = context;
	const view = (await judged(context, id)).find(({ token }) => token.id === id);
	if (view === undefined) return refusedBy({ kind: "ade-no-tokens" }, language);
	const open = byWeight(view.incidents);
	const now = domain.clock.now();
	const over = (await domain.store.read.incidents.list({ open: false, subject: { kind: "ade-token", id }, limit: 5 })).map((one) => {
		const { title } = explainIncident(one, language);
		const when = relativeTime(one.closedAt ?? one.seenAt, now, language);
		return `  ${paint("pass", "✓")} ${say(texts.ade.said[one.closedBy === "healed" ? "over-healed" : "over-mended"], { title, when }, language)}`;
	});
	const { text, style } = tokenState(view, context);
	const parts = [
		`${paint("strong", printable(view.token.name))}  ${paint(style, text)}\n`,
		...open.map((one) => `\n${incidentText(one, context)}`),
		...(over.length === 0 ? [] : [`\n${paint("strong", texts.ade.said.over)}\n${over.join("\n")}\n`]),
	];
	const data = { token: view.token.name, state: tokenState(view, context).kind, incidents: open.map((one) => incidentData(one, context)) };
	return withExit(
		done(data, parts.join("")),
		open.some(({ saw }) => severityOf(saw) === "error"),
	);
}

function incidentData(incident: Incident, { language }: Context) {
	const { id: _, subject, openedAt, seenAt, closedAt, closedBy, saw } = incident;
	const { code, title, explanation, who, fixes, saw: evidence } = explainIncident(incident, language);
	return {
		code,
		about: subject.kind,
		name: subject.name,
		severity: severityOf(saw),
		title,
		explanation,
		evidence,
		saw,
		who,
		fixes,
		openedAt: iso(openedAt),
		seenAt: iso(seenAt),
		closedAt: iso(closedAt),
		closedBy,
	};
}

async function ofDevice(serial: string, context: Context): Promise<Reply> {
	const { domain, language, paint } = context;
	const explanation = explainDevice(await judgeDevice(domain.store.read, serial, domain.clock.now()), language);
	return withExit(
		done(explanation, renderDevice(explanation, { color: paint("strong", "x") !== "x", language })),
		explanation.code !== null,
	);
}

async function mendedDevice(serial: string, context: Context): Promise<Reply> {
	const { domain, texts, language, paint } = context;
	const { read } = domain.store;
	const before = await judgeDevice(read, serial, domain.clock.now());
	const mended = await mendDevice(serial, context);
	if (!mended.ok) return mended.reply;
	const now = await judgeDevice(read, serial, domain.clock.now());
	const after = explainDevice(now, language);
	const failing = (findings: typeof now.findings) => findings.filter(({ outcome }) => outcome === "fail").map(({ check }) => check);
	const left = failing(now.findings);
	const closed = failing(before.findings).filter((code) => !left.includes(code));
	// What was an incident too is told of every command.
	const ofDevice = closed.filter((code) => !context.deed.mended.includes(code));
	const text = [
		`${paint("strong", texts.ade.said["mend-did"])}\n${indented(mended.lines)}\n`,
		...(ofDevice.length === 0 ? [] : [`\n${closedLines(ofDevice, context)}\n`]),
		// What is ruled out was told before.
		`\n${renderDevice({ ...after, findings: after.findings.filter(({ outcome }) => outcome !== "pass") }, { color: paint("strong", "x") !== "x", language })}`,
	].join("");
	// What is left to do may be to switch the device on.
	return withExit(done({ serial, did: mended.data, closed, after }, text), !mended.well);
}

function closedLines(codes: readonly string[], { texts, language, paint }: Context): string {
	const line = (code: string) => say(texts.ade.said["mend-closed"], { title: codeTexts(code, language)?.title ?? code, code }, language);
	return [...new Set(codes)].map((code) => `${paint("pass", "✓")} ${line(code)}`).join("\n");
}

async function mendedToken(token: AdeToken, context: Context): Promise<Reply> {
	const { texts, paint } = context;
	const before = (await judged(context, token.id)).find((one) => one.token.id === token.id)?.incidents ?? [];
	const mended = await mendToken(token, context);
	if (!mended.ok) return mended.reply;
	const after = (await judged(context, token.id)).find((one) => one.token.id === token.id)?.incidents ?? [];
	const closed = before.filter((one) => !after.some(({ id }) => id === one.id));
	const left = byWeight(after);
	const text = [
		`${paint("strong", texts.ade.said["mend-did"])}\n${indented(mended.lines)}\n`,
		...(left.length === 0 ? [`\n${texts.ade.said["all-well"]}\n`] : left.map((one) => `\n${incidentText(one, context)}`)),
	].join("");
	const data = {
		token: token.name,
		did: mended.data,
		closed: closed.map(({ code }) => code),
		incidents: left.map((one) => incidentData(one, context)),
	};
	return withExit(
		done(data, text),
		left.some(({ saw }) => severityOf(saw) === "error"),
	);
}

function indented(lines: readonly string[]): string {
	return lines.flatMap((line) => line.split("\n").map((one) => (one === "" ? "" : `  ${one}`))).join("\n");
}

function withExit(reply: Reply, wrong: boolean): Reply {
	return reply.ok && wrong ? { ...reply, exit: exits.refused } : reply;
}
