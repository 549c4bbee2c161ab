import type { AdeDevice, AdeToken } from "../ade/ports.ts";
import type { Stores } from "../store/stores.ts";
import type { Change } from "./act.ts";

const mostInRead = 500;
/** More serial numbers than these do not go into the words that lead back. */
const mostNamed = 100;

/** What devices of a token wanted by choice, before another is chosen for them. */
export async function chosenBefore(stores: Pick<Stores, "adeDevices" | "adeProfiles">, token: AdeToken, serials: readonly string[]) {
	const devices: AdeDevice[] = [];
	for (let at = 0; at < serials.length; at += mostInRead)
		devices.push(...(await stores.adeDevices.ofToken(token.id, serials.slice(at, at + mostInRead))));
	const names = new Map((await stores.adeProfiles.ofToken(token.id)).map(({ id, name }) => [id, name]));
	return {
		/** @param choice undefined: each keeps its own, and is assigned once more */
		change(choice: string | null | undefined, profile: string | null): Change {
			const changed = choice === undefined ? [] : devices.filter(({ profileId }) => profileId !== choice);
			const shown = (choice === undefined ? devices : changed).map(({ serial }) => serial);
			const before = [...new Set(changed.map(({ profileId }) => profileId))];
			const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? id));
			return {
				target: shown.length === 1 ? (shown[0] ?? null) : token.name,
				about: { token: token.name, serials: shown.slice(0, mostNamed), count: shown.length },
				...(choice === undefined || changed.length === 0
					? { done: true as const }
					: { before: { profile: before.length === 1 ? nameOf(before[0] ?? null) : before.map(nameOf) }, after: { profile } }),
				undo: undoOf(token, shown, choice === undefined ? [] : before),
				reach: async () => ({ devices: shown.length }),
			};
		},
	};
}

/** Only where all wanted the same is there one command that leads back. */
function undoOf(token: AdeToken, serials: readonly string[], before: readonly (string | null)[]): readonly string[] | null {
	const [only] = before;
	if (only === undefined || before.length > 1 || serials.length > mostNamed) return null;
	return ["ade", "assign", serials.join(","), "--token", token.id, ...(only === null ? ["--default"] : ["--profile", only])];
}
