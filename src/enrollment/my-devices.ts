import type { Device, DeviceStore } from "../devices/ports.ts";
import type { User } from "../directory/ports.ts";
import type { Attempt } from "../evidence/attempt.ts";
import { deviceName } from "../evidence/device-name.ts";
import { limitFact } from "../tenant/limit-fact.ts";
import { termsFact } from "../tenant/terms.ts";
import type { FactStores } from "./gather.ts";
import type { MyAction, MyDevice, MyPage, MyTry } from "./my-view.ts";
import { shownCode } from "./portal-pages.ts";
import type { AttemptStore } from "./ports.ts";

export interface MyPageStores extends FactStores {
	readonly devices: DeviceStore;
	readonly attempts: AttemptStore;
}

type DevicesPage = Extract<MyPage, { kind: "devices" }>;

/** More tries nobody looks through on a phone. */
const mostTries = 5;

/** Everything that a person sees of their own: devices, how many more there may be, and how their last tries went. */
export async function devicesPage(
	stores: MyPageStores,
	{ user, now, publicUrl }: { readonly user: User; readonly now: number; readonly publicUrl: string },
	{ done = null, failed = null }: Partial<Pick<DevicesPage, "done" | "failed">>,
): Promise<DevicesPage> {
	const limit = await limitFact(stores, user.id, now);
	const counted = new Set(limit.counted.map(({ id }) => id));
	const devices = (await stores.devices.ofUser(user.id)).toSorted(
		(a, b) => (b.lastSeenAt ?? b.enrolledAt) - (a.lastSeenAt ?? a.enrolledAt),
	);
	const tries = await stores.attempts.list({ upn: user.upn, limit: mostTries });
	return {
		kind: "devices",
		devices: devices.map((device) => myDevice(device, counted)),
		limit: limit.applies ? { counted: limit.counted.length, limit: limit.limit } : null,
		// A name may be typed by anybody: only tries in which its owner signed in are theirs.
		tries: tries.filter(({ userId }) => userId === user.id).map(toldTry),
		enrollAddress: `${publicUrl}/enroll`,
		terms: (await termsFact(stores, user.id)).map(({ title, version, acceptedVersion, acceptedAt }) => ({
			title,
			acceptedAt: acceptedVersion === version ? acceptedAt : null,
		})),
		done,
		failed,
	};
}

/** Of the newest first: what came before one that enrolled is over. */
function toldTry(attempt: Attempt, _: number, all: readonly Attempt[]): MyTry {
	const { reference, state, updatedAt, startedAt } = attempt;
	const over = all.some((one) => one.state === "enrolled" && one.startedAt > startedAt);
	return { reference, state, code: state === "enrolled" || attempt.code === null ? null : shownCode(attempt), at: updatedAt, over };
}

/** A device as its owner sees it. One that is on its way out obeys nothing more. */
export function myDevice(device: Device, counted: ReadonlySet<string>): MyDevice {
	const { id, product, serial, osVersion, ownership, state, lastSeenAt, enrolledAt } = device;
	const name = deviceName(device);
	return {
		id,
		name,
		product,
		serial,
		osVersion,
		ownership,
		state,
		lastSeenAt,
		enrolledAt,
		counted: counted.has(id),
		may: actionsOf(device),
	};
}

/** What the organisation owns its owner takes out of management, not whoever carries it. */
function actionsOf({ state, unlockToken, ownership }: Device): readonly MyAction[] {
	const remove = ownership === "personal" ? (["remove"] as const) : [];
	if (state === "pending") return remove;
	if (state !== "managed") return [];
	return ["check", "rename", "lock", ...(unlockToken === null ? [] : (["reset-passcode"] as const)), ...remove];
}
