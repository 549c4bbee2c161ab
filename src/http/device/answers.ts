import type { Code } from "../../checks/index.ts";
import type { NotOffered } from "../../enrollment/speaker.ts";
import type { FailInfo } from "../../protocol/scep/attributes.ts";

/** What an answer does to the device that gets it. `unenrolls` may stand in this file only: it cannot be taken back. */
export type Effect = "none" | "retries" | "updates-os" | "unenrolls";

export interface MdmAnswer {
	/** Devices read the body of 200 and 403 only. Never 401: an enrolled device may take it as the end of its enrollment. */
	readonly status: 200 | 400 | 403 | 503;
	/** `message`: a JSON document with the code and one sentence, which some systems show (status 403 only). */
	readonly says: "nothing" | "message";
	readonly effect: Effect;
}

const refused: MdmAnswer = { status: 403, says: "message", effect: "none" };
const fault: MdmAnswer = { status: 400, says: "nothing", effect: "none" };
const later: MdmAnswer = { status: 503, says: "nothing", effect: "retries" };

/** What each refusal looks like to a device at check-in and in the command loop. */
export const mdmAnswers: Readonly<Record<Code, MdmAnswer>> = {
	"mdm-authority-not-set": refused,
	"push-certificate-missing": refused,
	"push-certificate-invalid": refused,
	"push-certificate-expired": refused,
	"push-topic-changed": refused,
	"user-not-found": refused,
	"user-disabled": refused,
	"user-not-licensed": refused,
	"licence-type-invalid": refused,
	"licences-exhausted": refused,
	"user-not-in-enrollment-group": refused,
	"upn-suffix-not-verified": refused,
	"sign-in-failed": refused,
	"platform-blocked": refused,
	"personal-device-blocked": refused,
	"os-too-old": refused,
	"os-too-new": refused,
	"device-type-not-supported": refused,
	"device-cap-reached": refused,
	"enrolled-by-another-user": refused,
	"device-blocked": refused,
	"terms-not-accepted": refused,
	"method-not-allowed": refused,
	"portal-app-outdated": refused,
	"machine-info-not-genuine": refused,
	"ade-device-not-assigned": refused,
	"mfa-not-possible-here": refused,
	"challenge-expired": refused,
	"challenge-used": refused,
	"challenge-unknown": refused,
	"identity-not-trusted": fault,
	"identity-of-another-device": fault,
	"message-malformed": fault,
	"in-maintenance": later,
};

/**
 * SCEP's failInfo for each refusal (RFC 8894 3.2.1.4.5): badMessageCheck is for what is not authentic, badRequest for what is not permitted.
 * A phone shows all of them as “The SCEP server returned an invalid response.”; the reason is on the try.
 */
export const scepFailures: Readonly<Record<Code, FailInfo>> = {
	"mdm-authority-not-set": "badRequest",
	"push-certificate-missing": "badRequest",
	"push-certificate-invalid": "badRequest",
	"push-certificate-expired": "badRequest",
	"push-topic-changed": "badRequest",
	"user-not-found": "badRequest",
	"user-disabled": "badRequest",
	"user-not-licensed": "badRequest",
	"licence-type-invalid": "badRequest",
	"licences-exhausted": "badRequest",
	"user-not-in-enrollment-group": "badRequest",
	"upn-suffix-not-verified": "badRequest",
	"sign-in-failed": "badRequest",
	"platform-blocked": "badRequest",
	"personal-device-blocked": "badRequest",
	"os-too-old": "badRequest",
	"os-too-new": "badRequest",
	"device-type-not-supported": "badRequest",
	"device-cap-reached": "badRequest",
	"enrolled-by-another-user": "badRequest",
	"device-blocked": "badRequest",
	"terms-not-accepted": "badRequest",
	"method-not-allowed": "badRequest",
	"portal-app-outdated": "badRequest",
	"machine-info-not-genuine": "badRequest",
	"ade-device-not-assigned": "badRequest",
	"mfa-not-possible-here": "badRequest",
	"challenge-expired": "badRequest",
	"challenge-used": "badRequest",
	"challenge-unknown": "badRequest",
	"identity-not-trusted": "badMessageCheck",
	"identity-of-another-device": "badMessageCheck",
	"message-malformed": "badMessageCheck",
	"in-maintenance": "badRequest",
};

/**
 * What is asked for but not offered. 410 means "do not manage this user" and touches the user's channel only; 400 is Apple's answer to a token service
 * that is not known (Apple mdm/checkin/gettoken.yaml); 404 says there are no declarations. To GetBootstrapToken an empty answer says that nothing was
 * ever stored for the device, which is so (Apple mdm/checkin/getbootstraptoken.yaml).
 */
export const notOfferedStatus: Readonly<Record<NotOffered, 200 | 400 | 404 | 410>> = {
	"user channel": 410,
	UserAuthenticate: 410,
	DeclarativeManagement: 404,
	GetToken: 400,
	SetBootstrapToken: 400,
	GetBootstrapToken: 200,
	ReturnToService: 400,
	unknown: 400,
};
