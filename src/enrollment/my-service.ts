import type { ThrottleStore } from "../credentials/throttle.ts";
import { type ActionContext, type ActionOutcome, type ActionStores, lockDevice, retireDevice, syncDevice } from "../devices/actions.ts";
import { type ClearPasscodeProblem, clearDevicePasscode } from "../devices/clear-passcode.ts";
import type { Device } from "../devices/ports.ts";
import { type RenameProblem, renameDevice } from "../devices/rename-device.ts";
import type { User } from "../directory/ports.ts";
import { type SignedIn, signIn, signInWithCode } from "../directory/sign-in.ts";
import { normaliseUpn, upnLimit } from "../directory/upn.ts";
import type { AuditStore } from "../evidence/audit.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { organization } from "../tenant/organization.ts";
import { browserFact } from "./browser.ts";
import type { FactStores } from "./gather.ts";
import { devicesPage, type MyPageStores, myDevice } from "./my-devices.ts";
import type { MyAction, MyPage, MyService, MyVisited } from "./my-view.ts";
import { signInRefusal } from "./portal-pages.ts";
import type { Visit } from "./portal-view.ts";
import type { MySession, MySessionStore } from "./ports.ts";
import { enrollmentProfileIdentifier } from "./profile-maker.ts";
import { recordAudit } from "./record-audit.ts";
import { sessionHash } from "./visits.ts";

export interface MyStores extends FactStores, MyPageStores, ActionStores {
	readonly mySessions: MySessionStore;
	readonly throttle: ThrottleStore;
	readonly audit: AuditStore;
}

/** What the command line calls it, so that the record has one vocabulary. */
const commandOf: Readonly<Record<MyAction, string>> = {
	rename: "devices rename",
	remove: "devices retire",
	lock: "devices lock",
	"reset-passcode": "devices clear-passcode",
	check: "devices sync",
};

const codeTime = 5 * 60_000;

interface Deps {
	readonly work: Work<MyStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
	/** `sessionLifetime`: milliseconds. */
	readonly options: { readonly publicUrl: string; readonly sessionLifetime: number };
}

/**
 * A person's own devices: what they are, and what their owner may do with them without asking anybody. Each action is judged on the device that was
 * loaded, in the unit of work that does it: one of somebody else's is as if it were not there.
 */
export function createMyService({ work, clock, randomness, sealer, options }: Deps): MyService {
	async function visited(visit: Visit, user: User | null, page: MyPage, session: string | null = null): Promise<MyVisited> {
		const about = await organization(work.read);
		return {
			session,
			view: {
				organization: about.name || new URL(options.publicUrl).hostname,
				support: { phone: about.supportPhone || null, mail: about.supportMail || null, site: about.supportSite || null },
				browser: browserFact(visit.userAgent),
				user: user === null ? null : { upn: user.upn, displayName: user.displayName },
				page,
			},
		};
	}

	const signInPage = (visit: Visit, session: string | null = null) =>
		visited(visit, null, { kind: "sign-in", upn: "", refusal: null }, session);

	/** Who has signed in. Whoever was disabled since is nobody any more, and nobody stays who came in by a password that was changed since. */
	async function whose(
		visit: Visit,
	): Promise<{ readonly session: MySession; readonly user: User; readonly needsCode: boolean } | undefined> {
		if (visit.session === null) return undefined;
		const session = await work.read.mySessions.byTokenHash(sessionHash(visit.session));
		if (session === undefined || session.expiresAt <= clock.now()) return undefined;
		const user = await work.read.users.byId(session.userId);
		if (user?.enabled !== true || user.updatedAt > session.createdAt) return undefined;
		return { session, user, needsCode: session.pending };
	}

	/** A new session with a new token; the one that the browser came with ends. */
	async function begin(visit: Visit, user: User, pending: boolean): Promise<string> {
		const token = randomness.bytes(32).toString("base64url");
		const now = clock.now();
		await work.write(async ({ mySessions }) => {
			if (visit.session !== null) await mySessions.delete(sessionHash(visit.session));
			const expiresAt = now + (pending ? codeTime : options.sessionLifetime);
			await mySessions.insert({ tokenHash: sessionHash(token), userId: user.id, pending, createdAt: now, expiresAt });
		});
		return token;
	}

	async function afterSignIn(visit: Visit, upn: string, result: SignedIn): Promise<MyVisited> {
		const { user, needsCode, fact } = result;
		if (user === null) {
			if (fact.result === "wrong-code") return visited(visit, null, { kind: "one-time-code", wrong: true });
			return visited(visit, null, { kind: "sign-in", upn, refusal: signInRefusal("sign-in-failed", fact.retryAt, clock.now()) });
		}
		if (!user.enabled) return visited(visit, null, { kind: "sign-in", upn, refusal: signInRefusal("user-disabled", null, clock.now()) });
		const token = await begin(visit, user, needsCode);
		if (needsCode) return visited(visit, null, { kind: "one-time-code", wrong: false }, token);
		return visited(visit, user, await shown(user), token);
	}

	const shown = (user: User, more: Parameters<typeof devicesPage>[2] = {}) =>
		devicesPage(work.read, { user, now: clock.now(), publicUrl: options.publicUrl }, more);

	async function ownDevice(stores: Pick<MyStores, "devices">, user: User, id: string): Promise<Device | undefined> {
		const device = await stores.devices.byId(id);
		return device?.userId === user.id ? device : undefined;
	}

	return {
		async open(visit) {
			const found = await whose(visit);
			if (found === undefined) return signInPage(visit);
			return found.needsCode
				? visited(visit, null, { kind: "one-time-code", wrong: false })
				: visited(visit, found.user, await shown(found.user));
		},

		async signIn(visit, typed, password) {
			const upn = normaliseUpn(typed).slice(0, upnLimit);
			return afterSignIn(visit, upn, await signIn(work, { upn, password, peer: visit.peer, now: clock.now() }));
		},

		async oneTimeCode(visit, code) {
			const found = await whose(visit);
			if (found === undefined || !found.needsCode) return signInPage(visit);
			const result = await signInWithCode(work, { userId: found.user.id, code, peer: visit.peer, now: clock.now(), sealer });
			return afterSignIn(visit, found.user.upn, result);
		},

		async signOut(visit) {
			if (visit.session !== null) await work.write(({ mySessions }) => mySessions.delete(sessionHash(visit.session ?? "")));
			return signInPage(visit, "");
		},

		async user(visit) {
			const found = await whose(visit);
			return found === undefined || found.needsCode ? null : { id: found.user.id, upn: found.user.upn };
		},

		async ask(visit, deviceId, action) {
			const found = await whose(visit);
			if (found === undefined || found.needsCode) return this.open(visit);
			const device = await ownDevice(work.read, found.user, deviceId);
			if (device === undefined) return visited(visit, found.user, await shown(found.user, { failed: "gone" }));
			const told = myDevice(device, new Set());
			if (!told.may.includes(action)) return visited(visit, found.user, await shown(found.user, { failed: "not-now" }));
			return visited(visit, found.user, { kind: "confirm", action, device: told });
		},

		async act(visit, deviceId, action, name) {
			const found = await whose(visit);
			if (found === undefined || found.needsCode) return this.open(visit);
			const { user } = found;
			const outcome = await work.write(async (stores) => {
				const device = await ownDevice(stores, user, deviceId);
				if (device === undefined) return { ok: false, problem: { kind: "device-not-found" } } as const;
				const told = myDevice(device, new Set());
				if (!told.may.includes(action)) return { ok: false, problem: { kind: "device-not-managed" } } as const;
				const context = { now: clock.now(), randomness, sealer };
				const performed = await perform(stores, device, action, name, context);
				if (!performed.ok) return performed;
				const after = await stores.devices.byId(device.id);
				const undo =
					action === "rename" && device.label !== null ? ["devices", "rename", device.serial ?? device.id, "--", device.label] : null;
				const values = action === "rename" ? { name: { before: device.label ?? device.name, after: name } } : {};
				const states = device.state === after?.state ? {} : { state: { before: device.state, after: after?.state ?? null } };
				const detail = { device: told.name, from: visit.peer, ...values, ...states };
				const entry = { actor: { kind: "person", name: user.upn }, action: commandOf[action], detail, undo, undoes: null } as const;
				await recordAudit(stores, { ...entry, target: device.serial ?? device.id }, { clock, randomness });
				return { ok: true, name: told.name } as const;
			});
			if (outcome.ok) return visited(visit, user, await shown(user, { done: { action, name: outcome.name } }));
			return visited(visit, user, await shown(user, { failed: whyNot(outcome.problem.kind) }));
		},
	};
}

function perform(
	stores: MyStores,
	{ id }: Device,
	action: MyAction,
	name: string,
	context: ActionContext & { readonly sealer: Sealer },
): Promise<ActionOutcome<RenameProblem | ClearPasscodeProblem>> {
	switch (action) {
		case "rename":
			return renameDevice(stores, id, context, name);
		case "remove":
			return retireDevice(stores, id, context, { profileIdentifier: enrollmentProfileIdentifier });
		case "lock":
			return lockDevice(stores, id, context);
		case "reset-passcode":
			return clearDevicePasscode(stores, id, context);
		case "check":
			return syncDevice(stores, id, context);
	}
}

function whyNot(kind: string): "gone" | "not-now" | "name-unfit" | "no-unlock-token" {
	if (kind === "device-not-found") return "gone";
	if (kind === "device-name-unfit") return "name-unfit";
	return kind === "no-unlock-token" ? "no-unlock-token" : "not-now";
}
