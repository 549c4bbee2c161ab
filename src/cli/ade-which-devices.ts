import type { AdeToken, AssignmentState } from "../ade/ports.ts";
import { failedSerials, serialsOf } from "./ade-serials-of.ts";
import type { Context } from "./command.ts";
import { givenProfile, givenToken } from "./find-ade.ts";
import type { Reply } from "./reply.ts";

/** Which devices are meant: named, in a file, or by what they have in common. */
export interface WhichDevices {
	readonly serials: string | undefined;
	readonly file: string | undefined;
	readonly token: string | undefined;
	readonly state: AssignmentState | undefined;
	readonly search: string | undefined;
	readonly wanting: string | undefined;
}

/** Devices by their token; `nowhere`: no token has them. */
type Groups =
	| { readonly ok: true; readonly all: readonly (readonly [AdeToken, readonly string[]])[]; readonly nowhere: readonly string[] }
	| { readonly ok: false; readonly reply: Reply };

/** All of the token that is named; else each with the token that has it. */
export async function byToken(wanted: readonly string[], typed: string | undefined, context: Context): Promise<Groups> {
	const { read } = context.domain.store;
	const tokens = await read.adeTokens.list();
	if (typed !== undefined || tokens.length < 2) {
		const found = await givenToken(typed, context);
		return found.ok ? { ok: true, all: [[found.token, wanted]], nowhere: [] } : found;
	}
	const groups = new Map<AdeToken, string[]>();
	const nowhere: string[] = [];
	for (const serial of wanted) {
		const [device] = await read.adeDevices.bySerial(serial);
		const of = device?.removedAt === null ? tokens.find(({ id }) => id === device.tokenId) : undefined;
		if (of === undefined) nowhere.push(serial);
		else groups.set(of, [...(groups.get(of) ?? []), serial]);
	}
	return { ok: true, all: [...groups], nowhere };
}

export const isFiltered = ({ state, search, wanting }: WhichDevices) =>
	state !== undefined || search !== undefined || wanting !== undefined;

/** Devices of one token that are still Apple's, in this state, with these words, wanting this profile. */
export async function filteredOnes({ token: typed, state, search, wanting }: WhichDevices, context: Context): Promise<Groups> {
	const found = await givenToken(typed, context);
	if (!found.ok) return found;
	const { id, defaultProfileId } = found.token;
	const profile = wanting === undefined ? undefined : await givenProfile(wanting, id, context);
	if (profile?.ok === false) return profile;
	const serials = await serialsOf(
		{
			tokenId: id,
			...(state === undefined ? {} : { state }),
			...(search === undefined ? {} : { search }),
			...(profile === undefined ? {} : { wanting: { profileId: profile.profile.id, isDefault: profile.profile.id === defaultProfileId } }),
		},
		context,
	);
	return { ok: true, all: [[found.token, serials]], nowhere: [] };
}

export async function failedOnes(typed: string | undefined, context: Context): Promise<Groups> {
	const found = await givenToken(typed, context);
	return found.ok ? { ok: true, all: [[found.token, await failedSerials(found.token.id, context)]], nowhere: [] } : found;
}
