import type { AdeProfile, AdeToken } from "../ade/ports.ts";
import type { ProfileSettings } from "../ade/profile-settings.ts";
import { profileStateOf } from "../ade/profile-state.ts";
import { paneName } from "../texts/pane-names.ts";
import { enumerated, localTime, printable, textsFor } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import type { Paint } from "./paint.ts";
import { iso } from "./reply.ts";
import { say } from "./say.ts";

export interface KnownProfile {
	readonly profile: AdeProfile;
	readonly token: AdeToken;
	/** Devices that want it by choice. */
	readonly chosen: number;
}

export interface ProfileState {
	readonly kind: "unused" | "waiting" | "defined" | "refused";
	readonly text: string;
	readonly style: Parameters<Paint>[0];
}

/** How far it is at Apple. */
export function profileState({ profile, token, chosen }: KnownProfile, { texts }: Pick<Context, "texts">): ProfileState {
	const { profileStates } = texts.ade;
	const kind = profileStateOf(profile, token, chosen);
	const style = ({ refused: "fail", unused: "faint", waiting: "unknown", defined: "pass" } as const)[kind];
	return { kind, text: profileStates[kind], style };
}

export function profileData(known: KnownProfile, context: Pick<Context, "texts">) {
	const { profile, token, chosen } = known;
	const { id, name, settings, uuid, refusal } = profile;
	const { pairingCertificates, ...shown } = settings;
	return {
		id,
		name,
		token: token.name,
		isDefault: token.defaultProfileId === id,
		chosenBy: chosen,
		state: profileState(known, context).kind,
		...shown,
		pairingCertificates: pairingCertificates.length,
		changedAt: iso(profile.changedAt),
		definedAt: iso(profile.definedAt),
		uuid,
		refusal:
			refusal === null
				? null
				: { kind: refusal.kind, status: refusal.status, said: refusal.said, since: iso(refusal.since), at: iso(refusal.at) },
	};
}

/** Each setting with its label, in words. */
export function settingRows(
	settings: ProfileSettings,
	{ texts, language }: Pick<Context, "texts" | "language">,
): (readonly [string, string])[] {
	const { setting, way, pairing } = texts.words;
	const yesNo = (value: boolean) => textsFor(language)[value ? "yes" : "no"];
	const panes = enumerated(
		settings.hiddenPanes.map((key) => paneName(language, key)),
		language,
	);
	const certificates = settings.pairingCertificates.length;
	return [
		[setting.signIn, way[settings.signIn]],
		[setting.supervised, yesNo(settings.supervised)],
		[setting.locked, yesNo(settings.locked)],
		[setting.awaitConfiguration, yesNo(settings.awaitConfiguration)],
		[setting.sharedIpad, settings.sharedIpad ? yesNo(true) : ""],
		[setting.pairing, pairing[settings.pairing]],
		[setting.pairingCertificates, certificates === 0 ? "" : String(certificates)],
		[setting.nameTemplate, printable(settings.nameTemplate)],
		[setting.department, printable(settings.department)],
		[setting.supportPhone, printable(settings.supportPhone)],
		[setting.supportMail, printable(settings.supportMail)],
		[setting.description, printable(settings.description)],
		[setting.hiddenPanes, settings.hiddenPanes.length === 0 ? textsFor(language).none : printable(panes)],
	];
}

/** Where it is at Apple, and what Apple said. */
export function appleRows(
	{ profile }: KnownProfile,
	{ texts, language }: Pick<Context, "texts" | "language">,
): (readonly [string, string])[] {
	const { fields, ade } = texts;
	const { refusal, uuid } = profile;
	const said = refusal === null ? "" : [refusal.status, refusal.said].filter((part) => part !== null && part !== "").join(" ");
	return [
		[
			fields.appleSays,
			refusal === null ? "" : say(ade.said["refusal-since"], { said, since: localTime(refusal.since, language) }, language),
		],
		[fields.changed, localTime(profile.changedAt, language)],
		[fields.definedAtApple, profile.definedAt === null ? texts.said.never : localTime(profile.definedAt, language)],
		["UUID", uuid ?? ""],
	];
}
