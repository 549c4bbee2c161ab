import { explainDevice, fixesOfDevice } from "../diagnosis/explain-device.ts";
import { judgeDevice } from "../enrollment/ade-device-health.ts";
import { normaliseSerial } from "../tenant/serial.ts";
import type { Context } from "./command.ts";
import type { TestSubject } from "./test-subject.ts";

/** What mends a device of Apple's list that does not start, named by its serial number. undefined: no token has it. */
export async function listedSubject(
	typed: string,
	{ domain, language }: Pick<Context, "domain" | "language">,
): Promise<TestSubject | undefined> {
	const { read } = domain.store;
	const serial = normaliseSerial(typed);
	if ((await read.adeDevices.bySerial(serial)).length === 0) return undefined;
	const judged = await judgeDevice(read, serial, domain.clock.now());
	return { name: serial, title: explainDevice(judged, language).title, fixes: fixesOfDevice(judged), attempt: null };
}
