import { authorityFact, setAuthority } from "../../tenant/authority.ts";
import { enrollmentGroupFact, setEnrollmentGroup } from "../../tenant/enrollment-group.ts";
import { type Maintenance, maintenanceFact, pauseEnrollment, resumeEnrollment } from "../../tenant/maintenance.ts";
import { portalAppFact, setMinimumPortalApp } from "../../tenant/minimum-portal-app.ts";
import { localTime } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { parseMoment } from "../moment.ts";
import { refusedBy } from "../problem.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { commandWord } from "../typed-word.ts";

/** The settings that hold for everybody: the authority, the pause, who may enroll, the oldest app. */
export const tenantCommands = [
	command({
		name: "authority",
		aliases: ["authority show"],
		store: "read",
		async run(_, { domain, texts, language }) {
			const authority = await authorityFact(domain.store.read);
			return done({ authority }, say(texts.said[authority === "unknown" ? "authority-not-set" : "authority-is"], { authority }, language));
		},
	}),
	command({
		name: "authority set",
		store: "write",
		arguments: { authority: { kind: "text", value: "AUTHORITY", choices: ["intune", "sccm", "office365"] } },
		async run({ authority }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const set = await setAuthority(stores, { authority, now });
				if (set.ok) {
					const undo = set.before === "unknown" ? null : ["authority", "set", set.before];
					tell({ target: null, before: { authority: set.before }, after: { authority: set.after }, undo, reach: everybody });
				}
				return set;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return done(
				{ authority: outcome.after, before: outcome.before },
				say(texts.said["authority-is"], { authority: outcome.after }, language),
			);
		},
	}),
	command({
		name: "maintenance",
		aliases: ["maintenance show", "maintenance status"],
		store: "read",
		run: (_, context) => showMaintenance(context),
	}),
	command({
		name: "maintenance on",
		store: "write",
		options: { until: { kind: "text", value: "TIME", help: "maintenance-until" } },
		async run({ until: typed }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const until = typed === undefined ? null : parseMoment(typed, now);
			if (until === undefined) return failed(say(texts.said["moment-malformed"], { time: typed ?? "" }, language));
			const outcome = await act(context, async (stores, tell) => {
				const before = await maintenanceFact(stores, now);
				const paused = await pauseEnrollment(stores, { until, now });
				if (paused.ok) tell(pauseChange(before, paused.maintenance));
				return paused;
			});
			return outcome.ok ? showMaintenance(context) : refusedBy(outcome.problem, language);
		},
	}),
	command({
		name: "maintenance off",
		store: "write",
		async run(_, context) {
			const { domain, texts } = context;
			const now = domain.clock.now();
			const { wasPaused } = await act(context, async (stores, tell) => {
				tell(pauseChange(await maintenanceFact(stores, now), null));
				return resumeEnrollment(stores, { now });
			});
			return done({ paused: false, wasPaused }, texts.said[wasPaused ? "resumed" : "was-not-paused"]);
		},
	}),
	command({
		name: "enrollment-group",
		aliases: ["enrollment-group show"],
		store: "read",
		async run(_, { domain, texts, language }) {
			const { required: group } = await enrollmentGroupFact(domain.store.read, null);
			return done(
				{ group },
				group === null ? texts.said["everybody-may-enroll"] : say(texts.said["only-group-may-enroll"], { group }, language),
			);
		},
	}),
	command({
		name: "enrollment-group set",
		store: "write",
		arguments: { group: { kind: "text", value: "GROUP|none" } },
		async run({ group: typed }, context) {
			const { domain, texts, language } = context;
			const wanted = /^(none|なし)$/.test(commandWord(typed)) ? null : typed;
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const { required } = await enrollmentGroupFact(stores, null);
				const set = await setEnrollmentGroup(stores, { group: wanted, now });
				const undo = ["enrollment-group", "set", required ?? "none"];
				if (set.ok) tell({ target: null, before: { group: required }, after: { group: set.group }, undo, reach: everybody });
				return set;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { group } = outcome;
			return done(
				{ group },
				group === null ? texts.said["everybody-may-enroll"] : say(texts.said["only-group-may-enroll"], { group }, language),
			);
		},
	}),
	command({
		name: "portal-app",
		aliases: ["portal-app show"],
		store: "read",
		async run(_, { domain, texts, language }) {
			const { minimum } = await portalAppFact(domain.store.read, null);
			return done({ minimum }, say(texts.said["portal-app-minimum"], { minimum }, language));
		},
	}),
	command({
		name: "portal-app minimum",
		store: "write",
		arguments: { version: { kind: "text", value: "VERSION" } },
		async run({ version }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const { minimum } = await portalAppFact(stores, null);
				const set = await setMinimumPortalApp(stores, { version, now });
				const undo = ["portal-app", "minimum", minimum];
				if (set.ok) tell({ target: null, before: { minimum }, after: { minimum: set.minimum }, undo, reach: everybody });
				return set;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return done({ minimum: outcome.minimum }, say(texts.said["portal-app-minimum"], { minimum: outcome.minimum }, language));
		},
	}),
] as const;

const everybody = async () => ({ everybody: true as const });

function pauseChange(before: Maintenance | null, after: Maintenance | null) {
	const until = before === null || before.until === null ? [] : ["--until", new Date(before.until).toISOString()];
	const undo = before === null ? ["maintenance", "off"] : ["maintenance", "on", ...until];
	const values = (pause: Maintenance | null) => ({ paused: pause !== null, untilAt: pause?.until ?? null });
	return { target: null, before: values(before), after: values(after), undo, reach: everybody };
}

async function showMaintenance({ domain, texts, language }: Context): Promise<Reply> {
	const pause = await maintenanceFact(domain.store.read, domain.clock.now());
	if (pause === null) return done({ paused: false, since: null, until: null }, texts.said["not-paused"]);
	const data = { paused: true, since: iso(pause.since), until: iso(pause.until) };
	if (pause.until === null) return done(data, say(texts.said.paused, { since: localTime(pause.since, language) }, language));
	return done(data, say(texts.said["paused-until"], { until: localTime(pause.until, language) }, language));
}
