import type { Device } from "../devices/ports.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { IssuedCertificate } from "../pki/ports.ts";
import { beginAttempt, refusedLately } from "./record.ts";
import { standing } from "./silence.ts";
import type { Sender, SpeakerContext, SpeakerStores } from "./speaker.ts";

/**
 * The try to record an Authenticate with a good identity on: that of its certificate, unless that one is another phone's already. A person can give
 * two profiles of one try to two phones; the second one is a try of its own, under the same name, and the first one's record stays as it was.
 *
 * @param own the certificate's try
 * @param enrolled the record of this phone's UDID, if it is not ended
 */
export async function attemptOfPhone(
	stores: SpeakerStores,
	{ clock, randomness }: SpeakerContext,
	own: Attempt,
	issued: IssuedCertificate,
	enrolled: Device | undefined,
	device: Attempt["device"],
): Promise<Attempt> {
	const first = own.deviceId === null ? undefined : await stores.devices.byId(own.deviceId);
	if (first === undefined || first.udid === device.udid) return own;
	if (enrolled?.fingerprint === issued.fingerprint && enrolled.attemptId !== null) {
		return (await stores.attempts.byId(enrolled.attemptId)) ?? own;
	}
	const { serial } = device;
	const last = serial === null ? undefined : await refusedLately(stores, { upn: own.upn ?? "", serial }, clock.now());
	if (last !== undefined && last.userId === own.userId && last.deviceId === null) return last;
	return beginAttempt(stores, own.journey, clock, randomness, own);
}

/**
 * Where to record a device whose identity is not good: the try that its address names while that waits for its phone, else the one that the same
 * device left within the hour, else a new one. A try whose phone has spoken is never touched by a stranger.
 */
export async function attemptOfStranger(
	stores: SpeakerStores,
	{ clock, randomness }: SpeakerContext,
	sender: Sender,
	device: Attempt["device"],
): Promise<Attempt> {
	const named = sender.reference === null ? undefined : await stores.attempts.byReference(sender.reference);
	if (named !== undefined && standing(named) !== "enrolled" && named.deviceId === null) return named;
	const last = device.serial === null ? undefined : await refusedLately(stores, { serial: device.serial }, clock.now());
	if (last !== undefined && last.userId === null) return last;
	return beginAttempt(stores, "web", clock, randomness);
}
