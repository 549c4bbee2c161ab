import type { z } from "zod";
import { assignmentStateOf } from "../../../ade/assignment-state.ts";
import type { KnownDevice } from "../../../ade/know-devices.ts";
import type { AdeProfile, AdeToken } from "../../../ade/ports.ts";
import type { ProfileSettings } from "../../../ade/profile-settings.ts";
import { profileStateOf } from "../../../ade/profile-state.ts";
import { askableAt, nextRoundAt } from "../../../ade/token-state.ts";
import { incidentSeverity } from "../../../checks/incident-severity.ts";
import { checkOf } from "../../../checks/index.ts";
import { explainIncident } from "../../../diagnosis/explain-incident.ts";
import { byWeight, tokenStanding } from "../../../diagnosis/token-standing.ts";
import type { Incident } from "../../../evidence/incident.ts";
import { codeTexts, type Language } from "../../../texts/texts.ts";
import type { ApiServices } from "../api-services.ts";
import { numberedFixes } from "../numbered-fixes.ts";
import type { Asked, Caller } from "../route.ts";
import { iso } from "../shapes.ts";
import type { adeDeviceShape, profileShape, settingsShape, syncShape, tokenShape, troubleShape } from "./ade-shapes.ts";

type Services = Pick<ApiServices, "work" | "clock" | "adeRounds">;

/** What is wrong with a token or a profile, the worst first, and what mends it. */
export async function toldTrouble(
	incidents: readonly Incident[],
	lang: Language,
	asked: Asked & { readonly caller: Caller },
): Promise<z.input<typeof troubleShape>[]> {
	const told = byWeight(incidents).map(async (incident) => {
		const { id, code, subject, openedAt } = incident;
		const { title, explanation, saw, who } = explainIncident(incident, lang);
		return {
			...{ id, code, severity: incidentSeverity(incident), about: subject, title, explanation, saw, since: iso(openedAt) },
			...{ who: [...who], mends: [...(checkOf(code)?.who ?? [])] },
			fixes: await numberedFixes(id, { ...asked, language: lang }),
		};
	});
	return Promise.all(told);
}

const recently = 10 * 60_000;

/** How far a token's sync is: as the round that runs here says, else as its row does, on which another process may be at work. */
export async function toldSync(token: AdeToken, devices: number, { work, clock, adeRounds }: Services): Promise<z.input<typeof syncShape>> {
	const now = clock.now();
	const { lastTriedAt, lastSuccessAt, lastFullAt, lastAskedAt, refusal, mode, fetched } = token;
	const here = adeRounds.progress(token.id);
	const began = lastTriedAt ?? 0;
	const elsewhere = (lastSuccessAt ?? 0) < began && (refusal?.at ?? 0) < began && now - began < recently;
	const running = here ?? (elsewhere ? { stage: mode, done: mode === "fetch" ? fetched : 0, of: null } : null);
	const waiting = lastAskedAt !== null && lastAskedAt > began;
	const next = nextRoundAt(token, await work.read.adeDevices.nextAssignment(token.id), { now, interval: adeRounds.interval });
	return {
		state: running !== null ? "running" : waiting ? "waiting" : "idle",
		stage: running?.stage ?? null,
		done: running?.done ?? 0,
		// Apple does not say how many there are: those of last time are a good guess.
		of:
			running === null ? null : (running.of ?? (running.stage === "fetch" && lastFullAt !== null ? Math.max(devices, running.done) : null)),
		...{ lastTriedAt: iso(lastTriedAt), lastSuccessAt: iso(lastSuccessAt), lastFullAt: iso(lastFullAt) },
		...{ nextAt: iso(Math.max(now, next)), askableAt: iso(askableAt(token, now)), refusal: toldRefusal(refusal) },
	};
}

function toldRefusal(refusal: AdeToken["refusal"] | AdeProfile["refusal"]) {
	if (refusal === null) return null;
	const { kind, status, said, since, at } = refusal;
	return { kind, status, said, since: iso(since), at: iso(at) };
}

export async function toldToken(
	token: AdeToken,
	incidents: readonly Incident[],
	services: Services,
	lang: Language,
): Promise<z.input<typeof tokenShape>> {
	const { read } = services.work;
	const { id, name, appleId, account, expiresAt, uploadedAt, createdAt, defaultProfileId } = token;
	const counts = await read.adeDevices.counts(id, services.clock.now());
	const devices = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.removed;
	const { kind, worst } = tokenStanding(token, incidents);
	const byDefault = defaultProfileId === null ? undefined : await read.adeProfiles.byId(defaultProfileId);
	return {
		...{ id, name, state: kind, appleId, counts, devices },
		trouble:
			worst === null
				? null
				: {
						code: worst.code,
						title: codeTexts(worst.code, lang)?.title ?? worst.code,
						since: iso(worst.openedAt),
						severity: incidentSeverity(worst),
					},
		...{ server: account?.serverName ?? null, organization: account?.orgName ?? null },
		...{ expiresAt: iso(expiresAt), uploadedAt: iso(uploadedAt), createdAt: iso(createdAt) },
		defaultProfile: byDefault === undefined ? null : { id: byDefault.id, name: byDefault.name },
		sync: await toldSync(token, devices, services),
	};
}

export function toldProfile(profile: AdeProfile, token: AdeToken, chosenBy: number): z.input<typeof profileShape> {
	const { id, name, settings, changedAt, definedAt, refusal } = profile;
	return {
		...{ id, name, token: { id: token.id, name: token.name }, state: profileStateOf(profile, token, chosenBy), chosenBy },
		...{ isDefault: token.defaultProfileId === id, signIn: settings.signIn },
		...{ changedAt: iso(changedAt), definedAt: iso(definedAt), refusal: toldRefusal(refusal) },
	};
}

/** A certificate is no secret, but nobody reads it either: how many computers may pair. */
export function toldSettings({ pairingCertificates, hiddenPanes, ...settings }: ProfileSettings): z.input<typeof settingsShape> {
	return { ...settings, pairingCertificates: pairingCertificates.length, hiddenPanes: [...hiddenPanes] };
}

export function toldDevice({ device, token, wanted, atApple }: KnownDevice, now: number): z.input<typeof adeDeviceShape> {
	const { serial, model, description, color, assetTag, family, os, profileStatus, profileUuid, result, tries } = device;
	const named = (profile: AdeProfile | undefined) => (profile === undefined ? null : { id: profile.id, name: profile.name });
	return {
		...{ serial, token: { id: device.tokenId, name: token?.name ?? "" }, state: assignmentStateOf(device, now) },
		...{ model, description, color, assetTag, family, os, wanted: named(wanted) },
		wantedBy: wanted === undefined ? null : device.profileId === null ? "default" : "choice",
		atApple: { status: profileStatus, profile: named(atApple), uuid: profileUuid },
		...{ profileAssignedAt: iso(device.profileAssignedAt), profilePushedAt: iso(device.profilePushedAt) },
		...{ serverAssignedAt: iso(device.serverAssignedAt), serverAssignedBy: device.serverAssignedBy, removedAt: iso(device.removedAt) },
		lastTry:
			device.triedAt === null ? null : { at: iso(device.triedAt), result, failures: tries, throttledUntil: iso(device.throttledUntil) },
		nextTryAt: wanted === undefined ? null : iso(device.assignAt),
		...{ migrationDeadlineAt: iso(device.migrationDeadlineAt), firstSeenAt: iso(device.firstSeenAt) },
		...{ contactedAt: iso(device.contactedAt), lastContactAt: iso(device.lastContactAt) },
	};
}
