import { Buffer } from "node:buffer";
import type { Hash } from "../src/protocol/x509/signature.ts";
import type { Activation } from "./ade/business-manager.ts";
import { createBrowser } from "./browser.ts";
import { type DeviceDescription, isAtLeast } from "./device.ts";
import { createDeviceIssuer } from "./device-issuer.ts";
import { type Failure, failureIn } from "./failure.ts";
import { stopsBefore } from "./installation.ts";
import { createLine, type Identity } from "./line.ts";
import { buildMachineInfo, signMachineInfo } from "./machine-info.ts";
import { createScript, type Script } from "./misbehave.ts";
import type { SeenPage } from "./page.ts";
import { createPhone, type Phone, type PhoneOptions } from "./phone.ts";
import type { SigningState } from "./profile-reader.ts";
import { readOffer, type SetupOffer } from "./setup-offer.ts";
import { type SetupPerson, walkSetupPages } from "./setup-pages.ts";
import { type Posted, postDescription } from "./setup-post.ts";
import { userAgent } from "./user-agent.ts";

export interface AdePhoneOptions extends Omit<PhoneOptions, "portalUrl" | "setup" | "script"> {
	/** What the phone got when it was activated (`createDeviceIssuer`). */
	readonly activated: Identity;
	/** Apple's answer to a phone that is activated: the stand-in's own, or `askApple` over the network. */
	readonly activate: (serial: string) => Activation | Promise<Activation>;
	/** How it signs its description: SHA-256 and DER by default. */
	readonly signs?: { readonly hash?: Hash; readonly ber?: boolean };
}

/** How it ended, with the reference that the pages showed. */
export type SetUp =
	| { readonly ok: true; readonly signing: SigningState; readonly reference: string | null; readonly phone: Phone }
	/** Apple has no enrollment profile for it, or was not reached: it is set up like a phone that somebody bought. */
	| { readonly ok: false; readonly at: "apple"; readonly outcome: "no-profile" | "unreachable" }
	| { readonly ok: false; readonly at: "page"; readonly page: SeenPage; readonly reference: string | null }
	| { readonly ok: false; readonly at: "stopped"; readonly step: string; readonly reference: string | null }
	/** The phone has updated itself, and begins again with the next `setUp`. */
	| { readonly ok: false; readonly at: "update"; readonly osVersion: string }
	| { readonly ok: false; readonly at: "credentials"; readonly prompt: string }
	| { readonly ok: false; readonly at: "phone"; readonly failure: Failure; readonly reference: string | null };

/** An erased phone at “Hello”. */
export interface AdePhone {
	readonly script: Script;
	/** From “Hello” to the home screen, or to where Setup Assistant waits for its configuration. A phone that was set up before is erased first. */
	setUp(person?: SetupPerson): Promise<SetUp>;
	/** What it is now: an update changes its system. */
	description(): DeviceDescription;
	/** Since it was set up; null before. For pushes and commands. */
	phone(): Phone | null;
	/** What it sent of itself last, so that another can send it too. */
	sent(): Uint8Array | null;
	close(): void;
}

/** A phone that belongs to an organization, and is told so by Apple when it is set up. Takes the real steps over the real protocols. */
export function createAdePhone(options: AdePhoneOptions): AdePhone {
	const { activated, activate, timeoutMs = 90_000, language } = options;
	const clock = options.clock ?? Date.now;
	const script = createScript(options.misbehaves ?? []);
	const fail = failureIn(language);
	let device: DeviceDescription = options;
	let phone: Phone | null = null;
	let sent: Uint8Array | null = null;

	function describe(): Uint8Array | null {
		const how = script.take("description")?.description;
		if (how === "none") return null;
		const forger = () => createDeviceIssuer({ now: clock(), name: "apple" }).identityFor(device);
		const by = how === "forged" ? forger() : activated;
		const cms = how instanceof Uint8Array ? how : signMachineInfo(buildMachineInfo(device), by, { signingTime: clock(), ...options.signs });
		return how === "cut" ? cms.subarray(0, cms.length - 100) : cms;
	}

	function addressed(address: string): string {
		const serial = script.take("names-serial")?.serial;
		if (serial === undefined) return address;
		const url = new URL(address);
		url.searchParams.set("serial", serial);
		return url.href;
	}

	async function fetchProfile(offer: SetupOffer, person: SetupPerson | null): Promise<Posted | Awaited<ReturnType<typeof walkSetupPages>>> {
		const cms = describe();
		sent = cms;
		const line = createLine({ roots: offer.roots, timeoutMs });
		try {
			if (offer.webUrl === null) return await postDescription({ line, url: addressed(offer.url), cms, device, person, script, fail });
			const browser = createBrowser({
				line,
				userAgent: () =>
					userAgent({
						product: device.product,
						osVersion: device.osVersion,
						browser: script.take("browser")?.browser ?? "setup-assistant",
						desktopSite: false,
						portalApp: null,
					}),
				language,
				clock,
				fetchMetadata: isAtLeast(device.osVersion, 16, 4),
				keepsCookies: false,
				...(options.seen === undefined ? {} : { seen: options.seen }),
			});
			const headers: Record<string, string> = cms === null ? {} : { "x-apple-aspen-deviceinfo": Buffer.from(cms).toString("base64") };
			return await walkSetupPages(browser, { url: addressed(offer.webUrl), headers }, person ?? { upn: "", password: "" }, script);
		} finally {
			line.close();
		}
	}

	async function install(offer: SetupOffer, bytes: Uint8Array, reference: string | null): Promise<SetUp> {
		if (stopsBefore(script, "install") !== null) return { ok: false, at: "stopped", step: "install", reference };
		await script.take("waits-before-install")?.wait();
		const { awaits, removable, roots } = offer;
		const next = createPhone({ ...options, ...device, roots, portalUrl: "", script, setup: { awaits, removable } });
		const installed = await next.installProfile(bytes);
		if (installed.ok) {
			phone = next;
			return { ok: true, signing: installed.signing, reference, phone: next };
		}
		next.close();
		if (installed.stoppedBefore !== undefined) return { ok: false, at: "stopped", step: installed.stoppedBefore, reference };
		return { ok: false, at: "phone", failure: installed, reference };
	}

	return {
		script,
		async setUp(person) {
			phone?.close();
			phone = null;
			const told = await activate(device.serial);
			if (told.outcome !== "profile") return { ok: false, at: "apple", outcome: told.outcome };
			const offer = readOffer(told.profile, device, options.roots);
			const fetched = await fetchProfile(offer, person ?? null);
			const reference = "reference" in fetched ? fetched.reference : null;
			if (fetched.ok) return install(offer, fetched.bytes, reference);
			if (fetched.at === "update") {
				const { osVersion, buildVersion } = fetched;
				device = { ...device, osVersion, ...(buildVersion === null ? {} : { buildVersion }) };
				return { ok: false, at: "update", osVersion };
			}
			return fetched.at === "credentials" ? fetched : { ...fetched, reference };
		},
		description: () => device,
		phone: () => phone,
		sent: () => sent,
		close: () => phone?.close(),
	};
}
