import type { AdeDeviceStore } from "../ade/ports.ts";
import type { DeviceStore } from "../devices/ports.ts";
import { licencesFact } from "../directory/licences-fact.ts";
import type { GroupStore, LicenceStore, UserStore } from "../directory/ports.ts";
import { userFact } from "../directory/user-fact.ts";
import type { Journey } from "../evidence/attempt.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { BrowserFact, DeviceFact, ExistingDeviceFact, Facts } from "../evidence/facts.ts";
import { authorityFact } from "../tenant/authority.ts";
import { blockedFact } from "../tenant/blocked-devices.ts";
import { corporateFact } from "../tenant/corporate.ts";
import { enrollmentGroupFact } from "../tenant/enrollment-group.ts";
import { limitFact } from "../tenant/limit-fact.ts";
import { maintenanceFact } from "../tenant/maintenance.ts";
import { methodFact } from "../tenant/method-fact.ts";
import { portalAppFact } from "../tenant/minimum-portal-app.ts";
import type {
	BlockedDeviceStore,
	CorporateIdentifierStore,
	DomainStore,
	PolicyStore,
	PushCertificateStore,
	SettingStore,
	TermsStore,
} from "../tenant/ports.ts";
import { pushCertificateFact } from "../tenant/push-certificate-fact.ts";
import { restrictionFact } from "../tenant/restriction-fact.ts";
import { termsFact } from "../tenant/terms.ts";

export interface FactStores {
	readonly users: UserStore;
	readonly groups: GroupStore;
	readonly licences: LicenceStore;
	readonly settings: SettingStore;
	readonly policies: PolicyStore;
	readonly corporateIdentifiers: CorporateIdentifierStore;
	readonly blockedDevices: BlockedDeviceStore;
	readonly terms: TermsStore;
	readonly domains: DomainStore;
	readonly pushCertificates: PushCertificateStore;
	readonly devices: DeviceStore;
	readonly adeDevices: Pick<AdeDeviceStore, "bySerial">;
}

/** Whom and what a decision is about, as far as this step knows it. */
export interface Subject {
	readonly journey: Journey;
	readonly browser?: BrowserFact;
	/** Version of the portal app; null in a browser. */
	readonly portalApp?: string | null;
	/** As typed or signed in. */
	readonly upn?: string;
	/** Before the password is known to be right: finding a name must not be quicker than not finding it. */
	readonly hideExistence?: boolean;
	readonly device?: DeviceFact;
	/** The device is nobody's: what holds for those without user is judged. */
	readonly userless?: boolean;
	/** The push topic that the device's profile carried. */
	readonly topic?: string;
}

/** Fetches what the subject makes knowable. What it does not make knowable stays absent, and the checks that need it answer `unknown`. */
export async function gather(stores: FactStores, subject: Subject, now: number): Promise<Facts> {
	const pushCertificate = await pushCertificateFact(stores);
	return {
		now,
		message: null,
		maintenance: await maintenanceFact(stores, now),
		authority: await authorityFact(stores),
		pushCertificate,
		...(subject.browser === undefined ? {} : { browser: subject.browser }),
		...(subject.portalApp === undefined ? {} : { portalApp: await portalAppFact(stores, subject.portalApp) }),
		...(subject.topic === undefined ? {} : { topic: { presented: subject.topic, current: pushCertificate?.topic ?? null } }),
		...(subject.upn === undefined ? {} : await aboutUser(stores, subject, subject.upn, now)),
		...(subject.userless === true ? await aboutNobody(stores, subject, now) : {}),
		...(subject.device === undefined ? {} : { device: subject.device }),
		// Setup Assistant tells the serial number before anybody has signed in.
		...(subject.device !== undefined && subject.journey === "ade-sign-in"
			? { blocked: await blockedFact(stores, subject.device.serial) }
			: {}),
	};
}

async function aboutUser(stores: FactStores, subject: Subject, upn: string, now: number): Promise<Partial<Facts>> {
	const user = await userFact(stores, upn, { hideExistence: subject.hideExistence ?? false });
	if (user.account === null || subject.hideExistence === true) return { user };
	const userId = user.account.id;
	return {
		user,
		licences: await licencesFact(stores, userId),
		enrollmentGroup: await enrollmentGroupFact(stores, userId),
		method: await methodFact(stores, userId, subject.journey),
		restriction: await restrictionFact(stores, userId),
		limit: await limitFact(stores, userId, now),
		terms: await termsFact(stores, userId),
		corporateIdentifiers: await stores.corporateIdentifiers.count(),
		...(subject.device === undefined ? {} : await aboutDevice(stores, subject.device, userId, user.account.enrollmentManager)),
	};
}

/** A device without user is bound by the default policies, and by no limit. */
async function aboutNobody(stores: FactStores, { device, journey }: Subject, now: number): Promise<Partial<Facts>> {
	return {
		method: await methodFact(stores, null, journey),
		restriction: await restrictionFact(stores, null),
		limit: await limitFact(stores, null, now),
		...(device === undefined ? {} : await aboutDevice(stores, device, null, false)),
	};
}

async function aboutDevice(stores: FactStores, device: DeviceFact, userId: string | null, manager: boolean): Promise<Partial<Facts>> {
	return {
		corporate: await corporateFact(stores, { serial: device.serial, userIsManager: manager }),
		existing: await existingFact(stores, device, userId),
		blocked: await blockedFact(stores, device.serial),
	};
}

export async function existingFact(stores: FactStores, device: DeviceFact, userId: string | null): Promise<ExistingDeviceFact | null> {
	const known = [
		await stores.devices.byUdid(device.udid),
		device.serial === null ? undefined : await stores.devices.bySerial(device.serial),
	];
	const records = known.filter((one) => one !== undefined && !isEnded(one.state));
	// An enrolled phone that now claims the serial number of another user's phone is no less a stranger to that one.
	const record = records.find((one) => one?.userId !== userId) ?? records[0];
	if (record === undefined) return null;
	const owner = record.userId === null ? undefined : await stores.users.byId(record.userId);
	return {
		deviceId: record.id,
		serial: record.serial,
		userId: record.userId,
		upn: owner?.upn ?? null,
		sameUser: record.userId === userId,
		state: record.state,
		lastSeenAt: record.lastSeenAt,
	};
}
