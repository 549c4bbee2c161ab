import type { SignInWay } from "../ade/profile-settings.ts";
import type { MachineInfoFact } from "../evidence/ade-fact.ts";
import type { AdeDoorContext, AdeDoorStores, AskedProfile, Caller, DeviceDescribed } from "./ade-door.ts";
import { isAde } from "./ade-door.ts";

/** How a phone came: by the page that its profile names, or with its description in the body. */
export type CameBy = "page" | "post";

/**
 * How the user signs in. A phone keeps the profile that it fetched from Apple before somebody changed it, so it may come another way than the profile
 * says now: then the stricter of the two holds. Whoever asks a page gets a page; and the address of a profile with sign-in never gives one without.
 */
function wayOf(says: SignInWay, came: CameBy): SignInWay {
	if (came === "page") return "web";
	return says === "none" ? "none" : "legacy";
}

/** The profile that an address names, with its token; undefined: there is none, any more. */
export async function askedProfile(stores: AdeDoorStores, profileId: string, came: CameBy): Promise<AskedProfile | undefined> {
	const profile = await stores.adeProfiles.byId(profileId);
	const token = profile === undefined ? undefined : await stores.adeTokens.byId(profile.tokenId);
	return profile === undefined || token === undefined ? undefined : { profile, token, way: wayOf(profile.settings.signIn, came) };
}

/**
 * Who calls: the description is verified, held against the serial number that the address may name, and against what brought this device into
 * management before.
 *
 * @param cms null: none came along
 * @param serials that the address names; none is usual
 */
export async function describe(
	{ work, verify, clock }: Pick<AdeDoorContext, "work" | "verify" | "clock">,
	asked: AskedProfile,
	cms: Uint8Array | null,
	serials: readonly string[],
): Promise<Caller> {
	const nothing = { serial: null, udid: null, byStandIn: false };
	if (cms === null) return { asked, described: null, machineInfo: { ...nothing, state: "missing", detail: null } };
	const verified = verify(cms, clock.now());
	if (!verified.ok) return { asked, described: null, machineInfo: { ...nothing, state: verified.state, detail: verified.detail } };
	const { info, byStandIn, descriptionHash, signingTime } = verified;
	const { serial, udid, product, osVersion, language } = info;
	const described: DeviceDescribed = {
		...{ serial, udid, product, osVersion, language, byStandIn },
		canUpdate: info.canRequestSoftwareUpdate,
		hash: descriptionHash,
		signedAt: signingTime,
	};
	const fact = (state: MachineInfoFact["state"], detail: string | null = null): Caller => ({
		asked,
		described,
		machineInfo: { state, detail, serial, udid, byStandIn },
	});
	if (serials.some((one) => one.trim().toUpperCase() !== serial.toUpperCase())) return fact("another-serial");
	const replay = await replayOf(work.read, described, asked.way);
	return replay === null ? fact("genuine") : fact("replayed", replay);
}

/** How many of a device's tries are looked at: more than one of them being newer than the present one is a matter of minutes. */
const looked = 5;

/**
 * Why a description is not the phone's present word: it brought the device into management, which still is; or a newer one was taken since. A
 * description carries no challenge of ours, so whoever saw it once could show it again. A phone that has not enrolled yet may repeat itself.
 *
 * A device that is to be retired counts as managed no longer: it may have been erased, and never hear of it.
 *
 * Without a time an erased phone's description may be the same as ever, to the last byte (RSA signs the same thing the same way): then it is refused
 * only where nobody proves who they are.
 */
async function replayOf(stores: AdeDoorStores, { serial, hash, signedAt }: DeviceDescribed, way: SignInWay): Promise<string | null> {
	const device = await stores.devices.bySerial(serial);
	const managed = device?.state === "managed" || device?.state === "wipe-pending" ? device.attemptId : null;
	const tries = await stores.attempts.list({ serial, limit: looked });
	const ids = new Set([...(managed === null ? [] : [managed]), ...tries.filter(({ journey }) => isAde(journey)).map(({ id }) => id)]);
	for (const id of ids) {
		for (const { name, at, evidence } of await stores.attempts.steps(id)) {
			if (name !== "device-described") continue;
			if (id === managed && evidence["description"] === hash && (signedAt !== null || way === "none")) return "enrolled-with-it";
			// A clock that was ahead then, or a forger's word, would lock the phone out until that day has come.
			const newest = typeof evidence["signedAt"] === "number" ? Math.min(evidence["signedAt"], at) : null;
			if (signedAt !== null && newest !== null && signedAt < newest) return "older-than-another";
		}
	}
	return null;
}
