import type { AdeProfile, AdeToken } from "../ade/ports.ts";
import type { ProfileSettings } from "../ade/profile-settings.ts";
import type { Change } from "./act.ts";

/** What became of an enrollment profile; undefined: it is not there. */
export function profileChange(token: AdeToken, before: AdeProfile | undefined, after: AdeProfile | undefined): Change {
	return {
		target: (after ?? before)?.name ?? null,
		about: { token: token.name },
		before: valuesOf(before),
		after: valuesOf(after),
		undo: undoOf(token, before, after),
	};
}

function valuesOf(profile: AdeProfile | undefined) {
	if (profile === undefined) return { there: false };
	const { pairingCertificates, ...settings } = profile.settings;
	return { there: true, name: profile.name, ...settings, pairingCertificates: pairingCertificates.length };
}

function undoOf(token: AdeToken, before: AdeProfile | undefined, after: AdeProfile | undefined): readonly string[] | null {
	if (after === undefined) return null;
	const of = [after.id, "--token", token.id];
	if (before === undefined) return ["ade", "profiles", "delete", ...of];
	// A certificate comes from a file, which the record does not hold.
	if (before.settings.pairingCertificates.join() !== after.settings.pairingCertificates.join()) return null;
	const named = before.name === after.name ? [] : [`--name=${before.name}`];
	return ["ade", "profiles", "change", ...of, ...named, ...settingWords(before.settings, after.settings)];
}

const option = {
	signIn: "sign-in",
	supervised: "supervised",
	locked: "locked",
	awaitConfiguration: "await",
	sharedIpad: "shared-ipad",
	pairing: "pairing",
	nameTemplate: "name-template",
	department: "department",
	supportPhone: "support-phone",
	supportMail: "support-mail",
	description: "description",
} as const satisfies Partial<Record<keyof ProfileSettings, string>>;

/** The options that lead back. */
function settingWords(before: ProfileSettings, after: ProfileSettings): string[] {
	const words: string[] = [];
	for (const [name, typed] of Object.entries(option) as [keyof typeof option, string][]) {
		const value = before[name];
		if (value === after[name]) continue;
		words.push(`--${typed}=${typeof value === "boolean" ? (value ? "yes" : "no") : value}`);
	}
	const hide = before.hiddenPanes.filter((pane) => !after.hiddenPanes.includes(pane));
	const show = after.hiddenPanes.filter((pane) => !before.hiddenPanes.includes(pane));
	return [...words, ...hide.map((pane) => `--hide=${pane}`), ...show.map((pane) => `--show=${pane}`)];
}
