import type { DeviceDescription } from "../../simulator/device.ts";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { inParallel } from "../../simulator/in-parallel.ts";
import type { Misbehaviour } from "../../simulator/misbehave.ts";
import type { Phone } from "../../simulator/phone.ts";
import { assignLicence } from "../directory/licences.ts";
import { hasComeThrough } from "../evidence/attempt.ts";
import { setAuthority } from "../tenant/authority.ts";
import { pauseEnrollment, resumeEnrollment } from "../tenant/maintenance.ts";
import { prepareAde } from "./demo-ade.ts";
import type { Stage } from "./demo-stage.ts";
import { blockedSerial, cast, companySerial, demoPassword, demoStaff } from "./demo-tenant.ts";
import { until } from "./demo-until.ts";

/** Those that their owners enroll through the web. */
export const webCount = 60;

/** So long ago the phones were set up: whoever stopped on the way is past every patience by the end. */
const dayBehind = 65 * 60_000;
/** So far in the past the demo begins: more than a profile's life before that. */
export const beginsBehind = dayBehind + 20 * 60_000;

const minute = 60_000;
const topic = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const otherTopic = "ffffffff-0000-4000-8000-000000000001";

/** Plays all phones: those of the web journey, and those that Apple assigns. */
export async function playAll(stage: Stage): Promise<void> {
	const fleet = makeFleet("contoso", webCount);
	let next = 0;
	const device = (change: Partial<DeviceDescription> = {}): DeviceDescription => {
		const drawn = fleet[next++];
		if (drawn === undefined) throw new Error("more phones are played than the fleet has");
		// Only the scenario about systems has a phone that is too old for the web journey.
		return { ...drawn, ...change };
	};
	const staff = (index: number) => demoStaff[index % demoStaff.length] ?? "";
	const late = await troubledTenant(stage, device, staff);
	stage.clock.forwardTo(dayBehind);
	const ade = await prepareAde(stage);
	const scenes: (() => Promise<void>)[] = [...ade.scenes, late, ...people(stage, device), ...phones(stage, device)];
	// The day shift: everybody else enrolls without trouble.
	for (let index = 0; next < webCount; index++) {
		const one = device();
		scenes.push(async () => void (await attempt(stage, one, staff(index))));
	}
	await inParallel(4, scenes, (scene) => scene());
	await ade.end();
	await untilStopped(stage);
}

/** Time passes until now, and the service finds those that went no further. */
async function untilStopped({ domain, clock }: Stage): Promise<void> {
	const { attempts } = domain.store.read;
	// Apple's pushes first, or time would pass over phones that are on their way.
	await until(async () => (await attempts.list({ state: "enrolled", limit: 1000 })).every(({ awaits }) => hasComeThrough(awaits)));
	clock.toThePresent();
	await until(async () => (await attempts.list({ state: "open", limit: 1000 })).every(({ awaits }) => awaits === null));
}

type Draw = (change?: Partial<DeviceDescription>) => DeviceDescription;

interface How {
	readonly misbehaves?: readonly Misbehaviour[];
	readonly portalApp?: string;
}

/** One try of one person with one phone. */
async function attempt(stage: Stage, device: DeviceDescription, upn: string, how: How = {}): Promise<Phone> {
	const phone = stage.phone(device, how);
	await enroll(phone, { upn, password: demoPassword });
	stage.ended(device.serial);
	return phone;
}

/** A tenant that is not set up comes first: what goes wrong then goes wrong for everybody. Each of these phones comes back when it is mended. */
async function troubledTenant(stage: Stage, device: Draw, staff: (index: number) => string): Promise<() => Promise<void>> {
	const { store, clock } = stage.domain;
	const early = Array.from({ length: 6 }, () => device());
	const [first, second, third, fourth, fifth, sixth] = early as [
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
	];
	const returning: (readonly [DeviceDescription, string])[] = [];
	const refusedNow = async (one: DeviceDescription, index: number) => {
		await attempt(stage, one, staff(index));
		returning.push([one, staff(index)]);
	};

	await refusedNow(first, 0);
	await store.write((stores) => setAuthority(stores, { authority: "intune", now: clock.now() }));
	await refusedNow(second, 1);
	await stage.uploadPush(topic, { validFor: minute / 2 });
	stage.clock.forward(minute);
	await refusedNow(third, 2);
	await stage.uploadPush(topic);
	await store.write((stores) => pauseEnrollment(stores, { until: clock.now() + 5 * minute, now: clock.now() }));
	await refusedNow(fourth, 3);
	await store.write((stores) => resumeEnrollment(stores, { now: clock.now() }));

	// Apple refuses the certificate at the first push; from then on nobody can enroll until it is renewed.
	stage.apns.misbehave({ kind: "answer", status: 403, reason: "BadCertificate" });
	const enrolled = await attempt(stage, device(), staff(4));
	await until(async () => (await store.read.pushCertificates.current())?.refusedReason != null);
	await refusedNow(fifth, 5);
	stage.apns.behave();
	await stage.uploadPush(topic);

	// Somebody replaces the certificate instead of renewing it while a phone is under way, and puts the right one back.
	const replaced = stage.phone(sixth, {
		misbehaves: [
			{ kind: "waits-before-install", wait: () => stage.uploadPush(otherTopic, { devicesLost: enrolled.state().managed ? 1 : 0 }) },
		],
	});
	await enroll(replaced, { upn: staff(6), password: demoPassword });
	returning.push([sixth, staff(6)]);
	await stage.uploadPush(topic, { devicesLost: 0 });
	const waiting = await latePhone(stage, device(), staff(7));
	return async () => {
		await waiting();
		for (const [one, upn] of returning) await attempt(stage, one, upn);
	};
}

/** Downloads its profile now, and installs it when the clock has moved on; then once more, in time. */
async function latePhone(stage: Stage, device: DeviceDescription, upn: string): Promise<() => Promise<void>> {
	const downloaded = Promise.withResolvers<void>();
	const moved = Promise.withResolvers<void>();
	const wait = () => {
		downloaded.resolve();
		return moved.promise;
	};
	const ended = enroll(stage.phone(device, { misbehaves: [{ kind: "waits-before-install", wait }] }), { upn, password: demoPassword });
	// The page alone would be too early: the profile's life begins with its download.
	await Promise.race([downloaded.promise, ended.then(() => Promise.reject(new Error("the demo's late phone got no profile")))]);
	return async () => {
		moved.resolve();
		await ended;
		await attempt(stage, device, upn);
	};
}

/** What goes wrong with people: names, licences, groups, policies, terms. */
function people(stage: Stage, device: Draw): (() => Promise<void>)[] {
	const { store, clock } = stage.domain;
	const one = (upn: string, how: How = {}, change: Partial<DeviceDescription> = {}) => {
		const own = device(change);
		return async () => void (await attempt(stage, own, upn, how));
	};
	/** Goes wrong, is mended, and goes well. */
	const two = (first: { readonly upn: string; readonly how?: How }, upn: string, mend: () => Promise<unknown> = async () => undefined) => {
		const own = device();
		return async () => {
			await attempt(stage, own, first.upn, first.how);
			await mend();
			await attempt(stage, own, upn);
		};
	};
	const ios17 = { product: "iPhone15,2", osVersion: "17.5.1", buildVersion: "21F90" };
	const company = { ...ios17, serial: companySerial };
	return [
		two({ upn: "yuki.takahasi@contoso.example" }, "yuki.takahashi@contoso.example"),
		two({ upn: cast.forgetful, how: { misbehaves: [{ kind: "wrong-password", times: 1 }] } }, cast.forgetful),
		one(cast.disabled),
		two({ upn: cast.unlicensed }, cast.unlicensed, () =>
			store.write((stores) => assignLicence(stores, { upn: cast.unlicensed, plan: "INTUNE_A", now: clock.now() })),
		),
		one(cast.wrongLicence),
		one(cast.noSeat),
		one(cast.outsider),
		one(cast.otherSuffix),
		one(cast.accountDriven),
		one(cast.platformBlocked),
		one(cast.companyOnly),
		one(cast.companyPhone, {}, company),
		one(cast.osRange, {}, { product: "iPhone12,1", osVersion: "16.7.10", buildVersion: "20H350" }),
		one(cast.osRangeNew, {}, { product: "iPhone17,1", osVersion: "26.1", buildVersion: "23B85" }),
		two({ upn: cast.declines, how: { misbehaves: [{ kind: "declines-terms", times: 1 }] } }, cast.declines),
		two({ upn: cast.oldApp, how: { portalApp: "5.2001.0" } }, cast.oldApp),
		one(cast.manager, {}, ios17),
	];
}

/** What goes wrong with phones: limits, other owners, profiles that were used, identities that do not fit. */
function phones(stage: Stage, device: Draw): (() => Promise<void>)[] {
	const modern = { product: "iPhone16,1", osVersion: "18.5", buildVersion: "22F76" };
	const [capped, alsoCapped, passedOn, lost, borrowed, borrower, lender, thief] = Array.from({ length: 8 }, () => device(modern)) as [
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
		DeviceDescription,
	];
	const alone = (upn: string, misbehaves: readonly Misbehaviour[], change: Partial<DeviceDescription> = modern) => {
		const own = device(change);
		return async () => void (await attempt(stage, own, upn, { misbehaves }));
	};
	const thenWell = (upn: string, misbehaves: readonly Misbehaviour[]) => {
		const own = device(modern);
		return async () => {
			await attempt(stage, own, upn, { misbehaves });
			await attempt(stage, own, upn);
		};
	};
	return [
		async () => {
			await attempt(stage, capped, cast.capped);
			await attempt(stage, { ...alsoCapped, product: "iPad14,1" }, cast.capped);
		},
		async () => {
			await attempt(stage, passedOn, cast.previousOwner);
			// Erased by hand and passed on: nobody told the service.
			await attempt(stage, passedOn, cast.nextOwner);
		},
		async () => void (await attempt(stage, { ...lost, serial: blockedSerial }, "ren.watanabe@contoso.example")),
		async () => {
			const owner = stage.phone(borrowed);
			let profile: Uint8Array | undefined;
			await owner.openPortal();
			await owner.signIn("sakura.yamamoto@contoso.example", demoPassword);
			if (owner.page()?.kind === "terms") await owner.answerTerms(true);
			const downloaded = await owner.downloadProfile();
			if (downloaded.ok) profile = downloaded.bytes;
			if (profile === undefined) throw new Error("the demo's profile was refused");
			await owner.installProfile(profile);
			await stage.phone(borrower).installProfile(profile);
			stage.ended(borrowed.serial);
			stage.ended(borrower.serial);
		},
		async () => {
			const enrolled = await attempt(stage, lender, "daichi.nakamura@contoso.example");
			const identity = enrolled.identity();
			if (identity === null) throw new Error("the demo's lender did not enroll");
			await attempt(stage, thief, "emi.kobayashi@contoso.example", { misbehaves: [{ kind: "identity", identity }] });
		},
		thenWell("takumi.kato@contoso.example", [{ kind: "challenge", challenge: "not-the-challenge-of-this-profile" }]),
		alone("nana.yoshida@contoso.example", [{ kind: "identity", identity: "self-signed" }]),
		thenWell("sho.yamada@contoso.example", [{ kind: "body", at: "Authenticate", body: "truncated" }]),
		alone("alex.wilber@contoso.example", [{ kind: "browser", browser: "chrome-android" }]),
		alone("rin.sasaki@contoso.example", [], { product: "AppleTV14,1", osVersion: "18.5", buildVersion: "22L572" }),
		alone("adele.vance@contoso.example", [{ kind: "stops-before", step: "install" }]),
		alone("diego.siciliani@contoso.example", [{ kind: "not-now", commands: ["DeviceInformation"], times: 1 }]),
		alone("grady.archie@contoso.example", [{ kind: "result-twice" }]),
	];
}
