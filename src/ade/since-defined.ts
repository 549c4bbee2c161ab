import { isDeepStrictEqual } from "node:util";
import type { AdeProfile } from "./ports.ts";
import { defaultProfileSettings, type ProfileSettings } from "./profile-settings.ts";

/** A setting that Apple knows otherwise than it stands now. */
export interface ChangedSetting {
	readonly setting: "name" | keyof ProfileSettings;
	readonly before: Json;
	readonly after: Json;
}

type Json = string | boolean | readonly string[];

/** Apple hears nothing of these. */
const ours: ReadonlySet<string> = new Set<keyof ProfileSettings>(["description", "nameTemplate"]);

/** What was changed since Apple was told of the profile; null: it never was, or nobody wrote down what it was told. */
export function changedSinceDefined({
	name,
	settings,
	definedAs,
}: Pick<AdeProfile, "name" | "settings" | "definedAs">): readonly ChangedSetting[] | null {
	if (definedAs === null) return null;
	const was = { name: definedAs.name, ...defaultProfileSettings, ...definedAs.settings };
	const is = { name, ...settings };
	const names = Object.keys(is) as (keyof typeof is)[];
	return names
		.filter((setting) => !ours.has(setting) && !isDeepStrictEqual(sorted(was[setting]), sorted(is[setting])))
		.map((setting) => ({ setting, before: was[setting], after: is[setting] }));
}

/** The order of panes and certificates says nothing. */
function sorted(value: Json): Json {
	return Array.isArray(value) ? [...value].sort((a, b) => (a < b ? -1 : 1)) : value;
}
