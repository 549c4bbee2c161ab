import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AdeStandIn, createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { createDeviceIssuer } from "../../simulator/device-issuer.ts";
import type { Identity } from "../../simulator/line.ts";
import type { Clock } from "../evidence/clock.ts";

/** Apple, as far as Automated Device Enrollment needs it: its device service, and what a phone got when it was made. */
export interface DemoApple {
	readonly standIn: AdeStandIn;
	/** PEM: what a phone trusts that has no profile yet. None of the service's own. */
	readonly caPem: string;
	/** With which the service asks this Apple, and believes its devices. */
	readonly settings: { readonly adeUrl: string; readonly standInAdeCaFile: string; readonly standInDeviceIssuerFile: string };
	activated(device: { readonly serial: string; readonly udid: string }): Identity;
	stop(): Promise<void>;
}

/** @param folder for the certificates that the service is to trust */
export async function startApple(clock: Clock, folder: string): Promise<DemoApple> {
	const standIn = createAdeStandIn({ now: () => clock.now() });
	const { url, caPem } = await standIn.started();
	const issuer = createDeviceIssuer({ now: clock.now() });
	// One for all: forty keys more would be waited for, and the certificates are still each its own.
	const key = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
	const settings = {
		adeUrl: url,
		standInAdeCaFile: join(folder, "stand-in-ade-ca.pem"),
		standInDeviceIssuerFile: join(folder, "stand-in-device-issuer.pem"),
	};
	writeFileSync(settings.standInAdeCaFile, caPem);
	writeFileSync(settings.standInDeviceIssuerFile, issuer.certificatePem);
	return {
		standIn,
		caPem,
		settings,
		activated: ({ serial, udid }) => issuer.identityFor({ serial, udid, key }),
		stop: () => standIn.stop(),
	};
}
