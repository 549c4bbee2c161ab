import type { Device } from "../devices/ports.ts";
import { editDistance } from "../directory/edit-distance.ts";
import { normaliseSerial } from "../tenant/serial.ts";
import type { Context } from "./command.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

export type FoundDevice = { readonly ok: true; readonly device: Device } | { readonly ok: false; readonly reply: Reply };

/** The device of this id, serial number or UDID (of several records of a serial, the one that is not ended), or those that are like it. */
export async function findDevice(typed: string, { domain, texts, language }: Context): Promise<FoundDevice> {
	const { devices } = domain.store.read;
	const plain = typed.normalize("NFKC").trim();
	const device =
		(await devices.byId(plain.toLowerCase())) ??
		(await devices.byId(plain)) ??
		(await devices.bySerial(normaliseSerial(plain))) ??
		(await devices.byUdid(plain)) ??
		(await devices.byUdid(plain.toUpperCase())) ??
		(await devices.byUdid(plain.toLowerCase()));
	if (device !== undefined) return { ok: true, device };
	const like = plain.length < 3 ? [] : await devices.list({ search: plain.slice(0, 64), limit: 3 });
	const near = like.length > 0 ? like.map((one) => one.serial ?? one.id) : await nearSerials(normaliseSerial(plain), devices);
	const lines = [say(texts.said["device-unknown"], { device: typed }, language)];
	if (near.length > 0) lines.push(say(texts.help.didYouMean, { near }, language));
	return { ok: false, reply: failed(lines.join("\n")) };
}

const looked = 2_000;

/** Serial numbers of the newest devices that are a letter or two away. */
async function nearSerials(serial: string, devices: Context["domain"]["store"]["read"]["devices"]): Promise<readonly string[]> {
	const serials = (await devices.list({ limit: looked })).map((one) => one.serial).filter((one) => one !== null);
	return [...new Set(serials)].filter((one) => editDistance(one, serial, 2) <= 2).slice(0, 3);
}
