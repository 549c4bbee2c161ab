import { incidentSeverity } from "../checks/incident-severity.ts";
import type { DeviceStore } from "../devices/ports.ts";
import type { LicencePlan, LicenceStore, UserStore } from "../directory/ports.ts";
import type { Clock } from "../evidence/clock.ts";
import type { ServerCertificateFact } from "../evidence/facts.ts";
import type { GaugeStore } from "../evidence/gauges.ts";
import type { Incident, IncidentStore } from "../evidence/incident.ts";
import type { PulseStore } from "../evidence/pulse.ts";
import { authorityFact } from "../tenant/authority.ts";
import { organization } from "../tenant/organization.ts";
import type { DomainStore, SettingStore, TermsStore } from "../tenant/ports.ts";
import { blocksEverybody, type EnrollmentState, enrollmentState } from "./enrollment-state.ts";
import { type Expiry, type ExpiryStores, expiriesOf } from "./expiries.ts";
import { type Funnel, funnelOf } from "./funnel.ts";
import { type HistoryBucket, type HistoryWindow, successOverTime } from "./success-over-time.ts";

export interface OverviewStores extends ExpiryStores {
	readonly pulse: PulseStore;
	readonly gauges: Pick<GaugeStore, "tries">;
	readonly incidents: Pick<IncidentStore, "list">;
	readonly devices: Pick<DeviceStore, "byId" | "count">;
	readonly users: Pick<UserStore, "count">;
	readonly licences: Pick<LicenceStore, "plans">;
	readonly settings: Pick<SettingStore, "get">;
	readonly domains: Pick<DomainStore, "list">;
	readonly terms: Pick<TermsStore, "list">;
}

export interface TopIncident {
	readonly incident: Incident;
	/** People or devices, whichever are more; tries where nobody is known; null: it is of the organisation and counts nobody. */
	readonly affected: number | null;
	readonly everybody: boolean;
}

/** What whoever looks after enrollment wants to know first. */
export interface Overview {
	readonly at: number;
	readonly state: EnrollmentState;
	readonly history: readonly HistoryBucket[];
	readonly funnel: Funnel;
	readonly incidents: readonly TopIncident[];
	readonly open: number;
	/** More are open than were looked at. */
	readonly openMore: boolean;
	readonly expiries: readonly Expiry[];
	readonly licences: readonly (LicencePlan & { readonly consumed: number })[];
	readonly totals: { readonly devices: number; readonly users: number };
	/** What of the first steps is done. */
	readonly setUp: {
		readonly organization: boolean;
		readonly authority: boolean;
		readonly pushCertificate: boolean;
		readonly domain: boolean;
		readonly plans: boolean;
		readonly users: boolean;
		readonly licences: boolean;
		readonly terms: boolean;
		readonly ade: boolean;
		readonly tried: boolean;
	};
}

const hour = 3600_000;
const spans: Readonly<Record<HistoryWindow, number>> = { "24h": 24 * hour, "7d": 7 * 24 * hour, "30d": 30 * 24 * hour };
const lately = 24 * hour;
const triesJudged = 2_000;
const incidentsLookedAt = 1_000;
const shown = 8;
/** For everybody who looks: one count serves them all. */
const good = 5_000;
const expiriesGood = 60_000;

/** Answers from memory for some seconds: however many look at once, the store is asked once. */
export function createOverview(read: OverviewStores, clock: Clock, certificate: ServerCertificateFact) {
	const history = successOverTime(read.pulse);
	const known = new Map<string, { readonly at: number; readonly overview: Promise<Overview> }>();
	let expiries: { readonly at: number; readonly push: string | null; readonly list: readonly Expiry[] } | undefined;

	async function expiriesNow(now: number): Promise<readonly Expiry[]> {
		// A certificate that was renewed shows at once.
		const push = (await read.pushCertificates.current())?.id ?? null;
		if (expiries === undefined || expiries.push !== push || now - expiries.at > expiriesGood || now < expiries.at) {
			expiries = { at: now, push, list: await expiriesOf(read, certificate, now) };
		}
		return expiries.list;
	}

	async function look(window: HistoryWindow, zone: number, now: number): Promise<Overview> {
		const open = await read.incidents.list({ open: true, limit: incidentsLookedAt });
		const tried = (await read.pulse.firstTryAt()) !== undefined;
		const plans = await read.licences.plans();
		const users = await read.users.count();
		const list = await expiriesNow(now);
		return {
			at: now,
			state: enrollmentState(open, await read.gauges.tries(now - lately, triesJudged), tried),
			history: await history(window, zone, now),
			funnel: await funnelOf(read.pulse, now - spans[window]),
			incidents: mostAffecting(open),
			open: open.length,
			openMore: open.length === incidentsLookedAt,
			expiries: list,
			licences: plans,
			totals: { devices: await read.devices.count({ state: "managed" }), users },
			setUp: {
				organization: (await organization(read)).name !== "",
				authority: (await authorityFact(read)) !== "unknown",
				pushCertificate: list.some(({ kind }) => kind === "push-certificate"),
				domain: (await read.domains.list()).some(({ verified }) => verified),
				plans: plans.some(({ seats }) => seats > 0),
				users: users > 0,
				licences: plans.some(({ consumed }) => consumed > 0),
				terms: (await read.terms.list()).length > 0,
				ade: (await read.adeTokens.list()).length > 0,
				tried,
			},
		};
	}

	/** @param zone minutes ahead of UTC, by which days begin where whoever asks is */
	return (window: HistoryWindow, zone: number): Promise<Overview> => {
		const now = clock.now();
		const key = `${window} ${zone}`;
		const found = known.get(key);
		if (found !== undefined && now - found.at < good && now >= found.at) return found.overview;
		for (const [old, { at }] of known) if (now - at >= good || now < at) known.delete(old);
		const overview = look(window, zone, now);
		known.set(key, { at: now, overview });
		const forget = () => known.delete(key);
		// Before the first try there is little to count, and whoever sets up wants to see each step done at once.
		overview.then(({ setUp }) => {
			if (!setUp.tried) forget();
		}, forget);
		return overview;
	};
}

/** What stops everybody first, then by how many it stopped, then by weight; the newest first. */
function mostAffecting(open: readonly Incident[]): readonly TopIncident[] {
	const weights = { error: 2, warning: 1, information: 0 };
	const rows = open.map((incident) => {
		const { extent } = incident;
		// Whoever only opened the page has no name yet: then their tries.
		const affected = extent === null ? null : Math.max(extent.users + extent.names, extent.devices) || extent.tries;
		return { incident, affected, everybody: blocksEverybody(incident), weight: weights[incidentSeverity(incident)] };
	});
	rows.sort(
		(a, b) =>
			Number(b.everybody) - Number(a.everybody) ||
			Number(b.weight === weights.error) - Number(a.weight === weights.error) ||
			(b.affected ?? 0) - (a.affected ?? 0) ||
			b.weight - a.weight ||
			b.incident.openedAt - a.incident.openedAt,
	);
	return rows.slice(0, shown).map(({ incident, affected, everybody }) => ({ incident, affected, everybody }));
}
