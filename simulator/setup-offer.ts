import { Buffer } from "node:buffer";
import { rootCertificates } from "node:tls";
import { derToPem } from "../src/protocol/x509/pem.ts";
import type { Activation } from "./ade/business-manager.ts";
import { type DeviceDescription, isAtLeast } from "./device.ts";
import type { Line } from "./line.ts";

/** What a phone makes of the enrollment profile that Apple gave it. */
export interface SetupOffer {
	readonly url: string;
	/** null: it posts its description to `url`. */
	readonly webUrl: string | null;
	/** PEM; what it trusts for the server, `anchor_certs` among them. */
	readonly roots: readonly string[];
	readonly awaits: boolean;
	readonly removable: boolean;
}

export function readOffer(
	profile: Readonly<Record<string, unknown>>,
	{ osVersion }: Pick<DeviceDescription, "osVersion">,
	roots: readonly string[],
): SetupOffer {
	const anchors = Array.isArray(profile["anchor_certs"]) ? profile["anchor_certs"].filter((one) => typeof one === "string") : [];
	const brought = anchors.map((base64) => derToPem(Buffer.from(base64, "base64"), "CERTIFICATE"));
	const webUrl = profile["configuration_web_url"];
	// Since iOS 13 every device of Automated Device Enrollment is supervised, whatever its profile says.
	const supervised = profile["is_supervised"] === true || isAtLeast(osVersion, 13);
	return {
		url: String(profile["url"]),
		webUrl: typeof webUrl === "string" && webUrl !== "" ? webUrl : null,
		roots: brought.length === 0 ? roots : [...(roots.length > 0 ? roots : rootCertificates), ...brought],
		awaits: supervised && profile["await_device_configured"] === true,
		removable: !supervised || profile["is_mdm_removable"] !== false,
	};
}

/** Asks the stand-in for Apple over the network, as a phone in another process does. */
export async function askApple(line: Line, appleUrl: string, serial: string): Promise<Activation> {
	const answer = await line.exchange(new URL("/stand-in/activation", appleUrl), {
		method: "POST",
		headers: { "Content-Type": "application/json" },
		body: Buffer.from(JSON.stringify({ serial_number: serial })),
	});
	if (!answer.ok || answer.status !== 200) return { outcome: "unreachable" };
	return JSON.parse(answer.body.toString("utf8")) as Activation;
}
