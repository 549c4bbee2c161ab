/**
 * THE TABLES: every rule; for each decision of a journey, and for each thing of the tenant that is looked after, which rules run, in order. All of a
 * step's rules run; the first that fails, in this order, is the cause. Rules that say "nobody could enroll now" stand first, rules about this device
 * last: so the code names what must be mended first, and one person's fault never hides that everybody's enrollment is broken.
 */
import type { IncidentSubject } from "../evidence/incident.ts";
import { accountNotSupported } from "./account-not-supported.ts";
import { adeAccessDenied } from "./ade-access-denied.ts";
import { adeAssignmentFailed } from "./ade-assignment-failed.ts";
import { adeCursorExpired } from "./ade-cursor-expired.ts";
import { adeCursorInvalid } from "./ade-cursor-invalid.ts";
import { adeCursorRequired } from "./ade-cursor-required.ts";
import { adeDepartmentInvalid } from "./ade-department-invalid.ts";
import { adeDeviceNotAssigned } from "./ade-device-not-assigned.ts";
import { adeNoDefaultProfile } from "./ade-no-default-profile.ts";
import { adeNotStarted } from "./ade-not-started.ts";
import { adeProfileNameInvalid } from "./ade-profile-name-invalid.ts";
import { adeProfileNotFound } from "./ade-profile-not-found.ts";
import { adeProfileOlderThanToken } from "./ade-profile-older-than-token.ts";
import { adeProfileRefused } from "./ade-profile-refused.ts";
import { adeRequestRefused } from "./ade-request-refused.ts";
import { adeServerError } from "./ade-server-error.ts";
import { adeStoppedAtApple } from "./ade-stopped-at-apple.ts";
import { adeStuckAtSignIn } from "./ade-stuck-at-sign-in.ts";
import { adeSupportPhoneInvalid } from "./ade-support-phone-invalid.ts";
import { adeSyncStale } from "./ade-sync-stale.ts";
import { adeTermsNotAccepted } from "./ade-terms-not-accepted.ts";
import { adeTokenExpired } from "./ade-token-expired.ts";
import { adeTokenExpiring } from "./ade-token-expiring.ts";
import { adeTokenInvalid } from "./ade-token-invalid.ts";
import { appleHostsUnreachable } from "./apple-hosts-unreachable.ts";
import { appleServiceUnreachable } from "./apple-service-unreachable.ts";
import { caCertificateExpiring } from "./ca-certificate-expiring.ts";
import { caCertificateNotAccepted } from "./ca-certificate-not-accepted.ts";
import { challengeExpired } from "./challenge-expired.ts";
import { challengeUnknown } from "./challenge-unknown.ts";
import { challengeUsed } from "./challenge-used.ts";
import { connectionNotEstablished } from "./connection-not-established.ts";
import { deviceBlocked } from "./device-blocked.ts";
import { deviceCapReached } from "./device-cap-reached.ts";
import { deviceNetworkError } from "./device-network-error.ts";
import { deviceTypeNotSupported } from "./device-type-not-supported.ts";
import { deviceWentSilent } from "./device-went-silent.ts";
import { dnsEnrollmentCname } from "./dns-enrollment-cname.ts";
import { dnsRegistrationCname } from "./dns-registration-cname.ts";
import { enrolledByAnotherUser } from "./enrolled-by-another-user.ts";
import { identitiesExpiring } from "./identities-expiring.ts";
import { identityNotObtained } from "./identity-not-obtained.ts";
import { identityNotTrusted } from "./identity-not-trusted.ts";
import { identityOfAnotherDevice } from "./identity-of-another-device.ts";
import { inMaintenance } from "./in-maintenance.ts";
import { invalidProfile } from "./invalid-profile.ts";
import { licenceTypeInvalid } from "./licence-type-invalid.ts";
import { licencesExhausted } from "./licences-exhausted.ts";
import { licencesRunningOut } from "./licences-running-out.ts";
import type { ListedKind } from "./listed.ts";
import { machineInfoNotGenuine } from "./machine-info-not-genuine.ts";
import { managedElsewhere } from "./managed-elsewhere.ts";
import { managementGone } from "./management-gone.ts";
import { mdmAuthorityNotSet } from "./mdm-authority-not-set.ts";
import { messageMalformed } from "./message-malformed.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { mfaNotPossibleHere } from "./mfa-not-possible-here.ts";
import { neverCheckedIn } from "./never-checked-in.ts";
import { organizationNameUnusual } from "./organization-name-unusual.ts";
import { osTooNew } from "./os-too-new.ts";
import { osTooOld } from "./os-too-old.ts";
import { pageLeft } from "./page-left.ts";
import { payloadFailed } from "./payload-failed.ts";
import { payloadMismatch } from "./payload-mismatch.ts";
import { personalDeviceBlocked } from "./personal-device-blocked.ts";
import { platformBlocked } from "./platform-blocked.ts";
import { portalAppOutdated } from "./portal-app-outdated.ts";
import { portalUnavailable } from "./portal-unavailable.ts";
import { profileNotInstalled } from "./profile-not-installed.ts";
import { pushCertificateExpired } from "./push-certificate-expired.ts";
import { pushCertificateExpiring } from "./push-certificate-expiring.ts";
import { pushCertificateInvalid } from "./push-certificate-invalid.ts";
import { pushCertificateMissing } from "./push-certificate-missing.ts";
import { pushNetworkBlocked } from "./push-network-blocked.ts";
import { pushTopicChanged } from "./push-topic-changed.ts";
import { restrictionsAdmitNobody } from "./restrictions-admit-nobody.ts";
import { restrictionsContradict } from "./restrictions-contradict.ts";
import { serverCertificateExpiring } from "./server-certificate-expiring.ts";
import { serverCertificateUntrusted } from "./server-certificate-untrusted.ts";
import { serverClockWrong } from "./server-clock-wrong.ts";
import { serviceDiscoveryMissing } from "./service-discovery-missing.ts";
import { signInFailed } from "./sign-in-failed.ts";
import { stuckAtConfiguration } from "./stuck-at-configuration.ts";
import { termsNotAccepted } from "./terms-not-accepted.ts";
import { upnSuffixNotVerified } from "./upn-suffix-not-verified.ts";
import { userDidNotFinish } from "./user-did-not-finish.ts";
import { userDisabled } from "./user-disabled.ts";
import { userNotFound } from "./user-not-found.ts";
import { userNotInEnrollmentGroup } from "./user-not-in-enrollment-group.ts";
import { userNotLicensed } from "./user-not-licensed.ts";

/** Every rule that can refuse a device, in the order of docs/failures.md. */
export const checks = [
	inMaintenance,
	mdmAuthorityNotSet,
	pushCertificateMissing,
	pushCertificateExpired,
	pushCertificateInvalid,
	pushTopicChanged,
	upnSuffixNotVerified,
	userNotFound,
	signInFailed,
	userDisabled,
	licencesExhausted,
	userNotLicensed,
	licenceTypeInvalid,
	userNotInEnrollmentGroup,
	portalAppOutdated,
	methodNotAllowed,
	deviceTypeNotSupported,
	platformBlocked,
	personalDeviceBlocked,
	osTooOld,
	osTooNew,
	deviceCapReached,
	enrolledByAnotherUser,
	deviceBlocked,
	termsNotAccepted,
	machineInfoNotGenuine,
	adeDeviceNotAssigned,
	mfaNotPossibleHere,
	challengeUnknown,
	challengeUsed,
	challengeExpired,
	identityNotTrusted,
	identityOfAnotherDevice,
	messageMalformed,
] as const;

export type AnyCheck = (typeof checks)[number];

/** Every rule that finds what is wrong before or beside any try, in the order of docs/failures.md. They refuse nobody. */
export const healthChecks = [
	serverClockWrong,
	adeTokenExpired,
	adeTokenInvalid,
	adeAccessDenied,
	adeTermsNotAccepted,
	appleHostsUnreachable,
	adeServerError,
	adeRequestRefused,
	adeCursorInvalid,
	adeCursorExpired,
	adeCursorRequired,
	adeProfileNotFound,
	adeProfileNameInvalid,
	adeSupportPhoneInvalid,
	adeDepartmentInvalid,
	adeProfileRefused,
	adeProfileOlderThanToken,
	adeNoDefaultProfile,
	adeAssignmentFailed,
	adeSyncStale,
	adeTokenExpiring,
	adeNotStarted,
	adeStoppedAtApple,
	adeStuckAtSignIn,
	appleServiceUnreachable,
	pushCertificateExpiring,
	caCertificateExpiring,
	identitiesExpiring,
	licencesRunningOut,
	restrictionsAdmitNobody,
	restrictionsContradict,
	organizationNameUnusual,
	dnsEnrollmentCname,
	dnsRegistrationCname,
	serviceDiscoveryMissing,
	serverCertificateExpiring,
] as const;

export type HealthCheck = (typeof healthChecks)[number];

/** What is wrong with the tenant, and why a device does not start: the same vocabulary, of what refuses nobody. */
export type HealthCode = HealthCheck["code"];

/** Every refusal's name: the vocabulary of API, log, console, portal and command line. */
export type Code = AnyCheck["code"];

/** Every rule that finds why a try fell silent: how it did, then what may be behind it, in the order of docs/failures.md. They refuse nobody. */
export const silenceChecks = [
	pageLeft,
	profileNotInstalled,
	identityNotObtained,
	payloadFailed,
	neverCheckedIn,
	stuckAtConfiguration,
	deviceWentSilent,
	userDidNotFinish,
	payloadMismatch,
	managedElsewhere,
	serverCertificateUntrusted,
	caCertificateNotAccepted,
	pushNetworkBlocked,
	managementGone,
	deviceNetworkError,
] as const;

export type SilenceCheck = (typeof silenceChecks)[number];

/** Messages that only the phone shows and that are no cause by themselves, and the cause that only a message leads to. They refuse nobody. */
export const reportChecks = [connectionNotEstablished, portalUnavailable, invalidProfile, accountNotSupported] as const;

export type ReportCheck = (typeof reportChecks)[number];

/** Every rule there is. */
export type Rule = AnyCheck | HealthCheck | SilenceCheck | ReportCheck;

/** Every kind of evidence that a rule can write, entries of lists included. */
export type EvidenceKind = ReturnType<Rule["check"]>["saw"]["kind"] | ListedKind;

export type FixId = ReturnType<Rule["fixes"]>[number]["id"];

export const codes: readonly Code[] = checks.map(({ code }) => code);

export const healthCodes: readonly HealthCode[] = healthChecks.map(({ code }) => code);

export const silenceRuleCodes: readonly SilenceCheck["code"][] = silenceChecks.map(({ code }) => code);

export const reportCodes: readonly ReportCheck["code"][] = reportChecks.map(({ code }) => code);

const byCode: ReadonlyMap<string, Rule> = new Map(
	[...checks, ...healthChecks, ...silenceChecks, ...reportChecks].map((check) => [check.code, check]),
);

/** undefined for a code of an older version, which may stand in the store. */
export function checkOf(code: string): Rule | undefined {
	return byCode.get(code);
}

const refusing: ReadonlySet<string> = new Set(codes);

/** Whether a device can be refused with it. */
export function isCode(code: string): code is Code {
	return refusing.has(code);
}

// An expired certificate is also refused by APNs: expiry goes first, for it is the cause of the refusal.
const tenant = [inMaintenance, mdmAuthorityNotSet, pushCertificateMissing, pushCertificateExpired, pushCertificateInvalid] as const;

const client = [portalAppOutdated, methodNotAllowed, deviceTypeNotSupported] as const;

// The domain before the name, for all its names fail. At most one of the three about licences fails (fitting-licences.ts).
const person = [
	upnSuffixNotVerified,
	userNotFound,
	userDisabled,
	licencesExhausted,
	userNotLicensed,
	licenceTypeInvalid,
	userNotInEnrollmentGroup,
] as const;

const restrictions = [platformBlocked, personalDeviceBlocked, osTooOld, osTooNew, deviceCapReached] as const;

/** A phone in Setup Assistant was erased, and is the organisation's because Apple says so: who owned it before does not matter. */
const companyRestrictions = [platformBlocked, osTooOld, osTooNew, deviceCapReached, deviceBlocked] as const;

const identity = [identityNotTrusted, identityOfAnotherDevice] as const;

/** Which rules run at which decision of a journey (order: Intune documents none; from its failure categories and what depends on what). */
export const doorTable = {
	/** The first page, before anybody signed in. */
	open: [...tenant, portalAppOutdated, deviceTypeNotSupported],
	/**
	 * A disabled account shows only after the right password. An unknown name shows before it, so that the record tells the administrator the
	 * cause: `publicCode` hides it from the person.
	 */
	"sign-in": [...tenant, upnSuffixNotVerified, userNotFound, signInFailed, userDisabled],
	/** Signed in: everything that can be known before the phone itself has spoken. */
	user: [...tenant, ...person, ...client, ...restrictions],
	/** The answer to the terms. */
	terms: [...tenant, upnSuffixNotVerified, userNotFound, userDisabled, termsNotAccepted],
	/** Everything again, for the page may have stood open for an hour. */
	download: [...tenant, ...person, ...client, ...restrictions, termsNotAccepted],
	/** A phone that asks for its certificate. */
	scep: [challengeUnknown, challengeUsed, challengeExpired, ...tenant],
	/** An enrolled device that renews its identity: a managed phone is never refused for policy. */
	renewal: [...identity, challengeUnknown, challengeUsed, challengeExpired],
	/** Only here serial, product and system are proven. */
	authenticate: [
		...identity,
		...tenant,
		pushTopicChanged,
		...person,
		methodNotAllowed,
		deviceTypeNotSupported,
		...restrictions,
		enrolledByAnotherUser,
		deviceBlocked,
	],
	/** A managed phone is never refused for policy: it would be lost to the organisation. */
	"token-update": identity,
	connect: identity,
	/**
	 * A phone in Setup Assistant has described itself; of its user nothing is known yet. A profile without a user is judged by the default restriction.
	 * Who proves to be no phone of Apple's is told that before anything of ours: so strangers have one cause, whose tries are kept together.
	 */
	"ade-open": [
		machineInfoNotGenuine,
		...tenant,
		adeDeviceNotAssigned,
		deviceTypeNotSupported,
		platformBlocked,
		osTooOld,
		osTooNew,
		deviceBlocked,
	],
	/** As `sign-in`. */
	"ade-sign-in": [...tenant, upnSuffixNotVerified, userNotFound, signInFailed, userDisabled],
	/** Signed in, on the page or in Setup Assistant's own form. */
	"ade-user": [...tenant, ...person, mfaNotPossibleHere, methodNotAllowed, deviceTypeNotSupported, ...companyRestrictions],
	"ade-terms": [...tenant, upnSuffixNotVerified, userNotFound, userDisabled, termsNotAccepted],
	/** Everything again before the profile is given: its page may have waited for a second factor to be registered. */
	"ade-profile": [
		...tenant,
		machineInfoNotGenuine,
		adeDeviceNotAssigned,
		...person,
		mfaNotPossibleHere,
		methodNotAllowed,
		deviceTypeNotSupported,
		...companyRestrictions,
		termsNotAccepted,
	],
	"ade-authenticate": [
		...identity,
		...tenant,
		pushTopicChanged,
		adeDeviceNotAssigned,
		...person,
		methodNotAllowed,
		deviceTypeNotSupported,
		...companyRestrictions,
	],
	/** A phone asks where a work account enrolls: a way that is not offered yet, whatever the policy says. */
	discover: [methodNotAllowed],
	/** Bytes that do not parse, at any face. */
	unreadable: [messageMalformed],
} as const satisfies Record<string, readonly AnyCheck[]>;

// What our own clock says comes first, for it makes Apple refuse what is good. Then what Apple answers to nothing but that.
const token = [
	serverClockWrong,
	adeTokenExpired,
	adeTermsNotAccepted,
	adeAccessDenied,
	adeTokenInvalid,
	appleHostsUnreachable,
	adeServerError,
] as const;

const profile = [adeProfileNotFound, adeProfileNameInvalid, adeSupportPhoneInvalid, adeDepartmentInvalid, adeProfileRefused] as const;

/** Which rules run for each thing of the tenant: the first that fails, in this order, is to be mended first. */
export const healthTable = {
	/** The organisation's own service: what stops everybody, then what will, then what only surprises. */
	tenant: [
		...tenant,
		pushTopicChanged,
		serverCertificateUntrusted,
		serverClockWrong,
		appleHostsUnreachable,
		restrictionsAdmitNobody,
		licencesRunningOut,
		identitiesExpiring,
		pushCertificateExpiring,
		serverCertificateExpiring,
		caCertificateExpiring,
		restrictionsContradict,
		organizationNameUnusual,
	],
	/** A verified domain. */
	domain: [dnsEnrollmentCname, dnsRegistrationCname, serviceDiscoveryMissing],
	"ade-token": [
		...token,
		adeCursorInvalid,
		adeCursorExpired,
		adeCursorRequired,
		...profile,
		adeRequestRefused,
		adeAssignmentFailed,
		adeSyncStale,
		adeNoDefaultProfile,
		adeTokenExpiring,
	],
	"ade-profile": [...profile, adeProfileOlderThanToken],
	/**
	 * One device that does not start or does not go on, judged when somebody asks and never an incident: what can be proven in the order in which it
	 * would stop it, then what is only likely.
	 */
	"ade-device": [
		adeDeviceNotAssigned,
		...token,
		adeNoDefaultProfile,
		...profile,
		adeProfileOlderThanToken,
		adeAssignmentFailed,
		adeNotStarted,
		mfaNotPossibleHere,
		adeStuckAtSignIn,
		adeStoppedAtApple,
		appleServiceUnreachable,
	],
} as const satisfies Record<Exclude<IncidentSubject["kind"], "cause"> | "ade-device", readonly Rule[]>;

export type HealthSubject = keyof typeof healthTable;

const push = [pushCertificateMissing, pushCertificateExpired, pushCertificateInvalid, pushTopicChanged] as const;

/**
 * Which rules run where a try fell silent: the silence itself, which gives the try its code; then what may be behind it, what can be proven first.
 * What is only likely is offered where nothing is proven.
 */
export const silenceTable = {
	"page-left": [pageLeft],
	"ade-stuck-at-sign-in": [adeStuckAtSignIn, mfaNotPossibleHere],
	"profile-not-installed": [
		profileNotInstalled,
		userDidNotFinish,
		payloadMismatch,
		managedElsewhere,
		serverCertificateUntrusted,
		deviceNetworkError,
	],
	"identity-not-obtained": [identityNotObtained, caCertificateNotAccepted, challengeExpired, deviceNetworkError],
	"payload-failed": [payloadFailed, pushNetworkBlocked, deviceNetworkError],
	// Where Apple takes no push, the certificate's own rule says why.
	"never-checked-in": [neverCheckedIn, ...push, pushNetworkBlocked],
	"stuck-at-configuration": [stuckAtConfiguration, ...push, pushNetworkBlocked],
	"device-went-silent": [deviceWentSilent, ...push, identityNotTrusted, managementGone, pushNetworkBlocked],
} as const satisfies Record<string, readonly Rule[]>;

/**
 * What a message may stand for that has more causes than the rules that show it themselves: what can be proven first, what stops everybody before what
 * stops this person or this device; then what is only concluded by elimination. A message that is not here stands for the rules whose texts have it.
 */
export const reportTable = {
	"connection-not-established": [
		...tenant,
		pushTopicChanged,
		personalDeviceBlocked,
		enrolledByAnotherUser,
		platformBlocked,
		...person,
		methodNotAllowed,
		deviceTypeNotSupported,
		osTooOld,
		osTooNew,
		deviceCapReached,
		deviceBlocked,
		...identity,
		messageMalformed,
		dnsEnrollmentCname,
		managedElsewhere,
	],
	"portal-unavailable": [deviceCapReached, portalAppOutdated],
	"invalid-profile": [
		...tenant,
		platformBlocked,
		adeDeviceNotAssigned,
		machineInfoNotGenuine,
		deviceTypeNotSupported,
		osTooOld,
		osTooNew,
		deviceBlocked,
		invalidProfile,
	],
	"account-not-supported": [accountNotSupported, upnSuffixNotVerified],
	"device-network-error": [serverCertificateUntrusted, deviceNetworkError],
	"managed-elsewhere": [managedElsewhere, payloadMismatch],
	// Whatever refuses a certificate reaches the phone as the same answer.
	"challenge-unknown": doorTable.scep,
	"challenge-used": doorTable.scep,
	"challenge-expired": doorTable.scep,
} as const satisfies Record<string, readonly Rule[]>;

/** What a try can be stopped with. */
export type SilenceCode = keyof typeof silenceTable;

export type DecisionStep = keyof typeof doorTable;

/**
 * The code for the person's own page. Until the password was right, a stranger must not learn whether a name exists: then an unknown name reads
 * as a failed sign-in does.
 */
export function publicCode(step: DecisionStep, code: Code): Code {
	const beforePassword = step === "sign-in" || step === "ade-sign-in";
	return beforePassword && code === "user-not-found" ? "sign-in-failed" : code;
}
