import { setTimeout as sleep } from "node:timers/promises";
import { buildCheckIn } from "../src/protocol/mdm/build-check-in.ts";
import type { PlistDict } from "../src/protocol/plist/value.ts";
import { type Certificate, parseCertificate } from "../src/protocol/x509/certificate.ts";
import { pemToDer } from "../src/protocol/x509/pem.ts";
import { type Browser, createBrowser, type Loaded } from "./browser.ts";
import { type Connected, connect, type Undelivered } from "./command-loop.ts";
import { type DeviceDescription, isAtLeast } from "./device.ts";
import { executeCommand, type OtherProfiles } from "./execute-command.ts";
import { type Failure, failureIn } from "./failure.ts";
import { claimsIn, install, type Management, renew, type Situation, stopsBefore, update, type Wanted } from "./installation.ts";
import { generateKeys, type KeyPair } from "./keys.ts";
import { createLine, type Identity } from "./line.ts";
import { createScript, type Misbehaviour, type Script } from "./misbehave.ts";
import { createPortalVisit, type PortalVisit } from "./portal-visit.ts";
import { openProfile, readManagement, replacementProblem, type SigningState } from "./profile-reader.ts";
import { userAgent } from "./user-agent.ts";

export interface PhoneOptions extends DeviceDescription {
	/** PEM: what the phone trusts before it has a profile. None: what Node trusts. */
	readonly roots: readonly string[];
	/** Where its owner goes. */
	readonly portalUrl: string;
	/** For its first identity, if of the size that the profile asks for. */
	readonly keys?: KeyPair;
	/** For all further ones; generated in the thread pool without it. */
	readonly makeKeys?: (bits: number) => Promise<KeyPair>;
	readonly clock?: () => number;
	/** How to let time pass before it tries again. */
	readonly wait?: (ms: number) => Promise<void>;
	/** 60 seconds, as a real one. */
	readonly timeoutMs?: number;
	/** Whether an iPad asks for desktop pages, as it does by default. */
	readonly desktopSite?: boolean;
	/** Version of the portal app in whose web view the pages are opened; null, the default: in Safari. */
	readonly portalApp?: string | null;
	readonly misbehaves?: readonly Misbehaviour[];
	/** Told of each page that its owner sees, and of what comes instead. */
	readonly seen?: (loaded: Loaded) => void;
	/** Shared with whoever sets the phone up; instead of `misbehaves`. */
	readonly script?: Script;
	/** What the enrollment profile of Automated Device Enrollment says of it; left out: enrolled by its owner. */
	readonly setup?: {
		/** It stays in Setup Assistant until DeviceConfigured. */
		readonly awaits: boolean;
		/** Whether Settings offers to remove the management. */
		readonly removable: boolean;
	};
}

type Installed = { readonly ok: true; readonly signing: SigningState };

interface PhoneState {
	readonly managed: boolean;
	readonly profile: Management["profile"] | null;
	/** Hexadecimal, as APNs is given it. */
	readonly token: string | null;
	readonly pushMagic: string | null;
	readonly screenLocked: boolean;
	readonly erased: boolean;
	/** Whether a passcode is set. */
	readonly passcode: boolean;
	/** As Settings, General, About shows it. */
	readonly name: string;
	/** MDM was answered 401, after which a real phone may remove its management. */
	readonly unenrolledBy401: boolean;
	/** Management is gone on the server's word alone: 401, or the 403 document of an unrecognized device. */
	readonly unenrolledByServer: boolean;
	/** Setup Assistant waits for DeviceConfigured. */
	readonly awaitingConfiguration: boolean;
	/** Identifiers of the profiles beside that of the management. */
	readonly otherProfiles: readonly string[];
}

export interface Phone extends Pick<PortalVisit, "signIn" | "answerTerms" | "startAgain" | "page"> {
	readonly description: DeviceDescription;
	readonly browser: Browser;
	/** What it does wrong; may be changed at any time. */
	readonly script: Script;
	openPortal(): ReturnType<PortalVisit["open"]>;
	downloadProfile(): ReturnType<PortalVisit["download"]>;
	/** Settings, Profile Downloaded, Install. */
	installProfile(bytes: Uint8Array): Promise<Installed | Failure>;
	/** One connection to the server's command loop. */
	connect(): Promise<Connected>;
	/** A push: it connects only if the magic is its own; null: ignored. */
	onPush(magic: string): Promise<Connected | null>;
	/** RenewalReq with the identity that it has. */
	renewIdentity(): Promise<{ readonly ok: true } | Failure>;
	/** Settings, General, VPN & Device Management, Remove Management; false: a locked enrollment, where that is not offered. */
	removeManagement(): Promise<boolean>;
	/** What signs its messages; null when it is not managed. */
	identity(): Identity | null;
	state(): PhoneState;
	/** Closes its connections. */
	close(): void;
}

/** A simulated iPhone or iPad: real HTTPS, real SCEP, real signatures. Its steps are taken one at a time; `enroll` takes them all. */
export function createPhone(options: PhoneOptions): Phone {
	const { roots, language, osVersion, timeoutMs = 60_000 } = options;
	const clock = options.clock ?? Date.now;
	const script = options.script ?? createScript(options.misbehaves ?? []);
	const fail = failureIn(language);
	let spareKeys = options.keys;
	let management: Management | null = null;
	let screenLocked = false;
	let erased = false;
	let passcode = true;
	let seen401 = false;
	let unenrolledByServer = false;
	let awaiting = options.setup?.awaits ?? false;
	let { name } = options;
	const others: OtherProfiles = new Map();
	const undelivered: Undelivered = { body: null, leaves: undefined };

	const situation: Situation = {
		description: options,
		roots,
		clock,
		wait: options.wait ?? ((ms) => sleep(ms)),
		timeoutMs,
		script,
		fail,
		makeKeys(bits) {
			const spare = spareKeys;
			spareKeys = undefined;
			const fits = spare?.publicKey.asymmetricKeyDetails?.modulusLength === bits;
			return spare !== undefined && fits ? Promise.resolve(spare) : (options.makeKeys ?? generateKeys)(bits);
		},
		awaiting: () => awaiting,
		seen(status) {
			if (status === 401) seen401 = true;
		},
	};
	const trustedRoots = (): Certificate[] => roots.flatMap((pem) => pemToDer(pem, "CERTIFICATE")).map(parseCertificate);

	const safari = createLine({ roots, timeoutMs });
	const browser = createBrowser({
		line: safari,
		userAgent: () =>
			userAgent({
				product: options.product,
				osVersion,
				browser: script.take("browser")?.browser ?? "safari",
				desktopSite: options.desktopSite ?? true,
				portalApp: options.portalApp ?? null,
			}),
		language,
		clock,
		fetchMetadata: isAtLeast(osVersion, 16, 4),
		...(options.seen === undefined ? {} : { seen: options.seen }),
	});
	const visit = createPortalVisit(browser, options.portalUrl, script);

	/** What a phone does at a time is one thing: a push during an installation waits for its end. */
	let turn: Promise<unknown> = Promise.resolve();
	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = turn.then(work);
		turn = result.catch(() => undefined);
		return result;
	}

	function become(next: Management | null): void {
		management?.client.close();
		management = next;
	}

	/** Over MDM any profile may come; a person installs none but the one that manages, as nothing else is simulated. */
	async function installAny(bytes: Uint8Array, overMdm: boolean): Promise<Installed | Failure> {
		const opened = openProfile(bytes, trustedRoots(), clock(), fail);
		if (!opened.ok) return opened;
		const { dict, signer, state: signing } = opened;
		if (!opened.managing) return overMdm ? keep(dict, signer, signing) : fail("MCProfileErrorDomain", 1000, "profile", "no MDM payload");
		const read = readManagement(dict, fail);
		if (!read.ok) return read;
		const wanted: Wanted = { profile: read.profile, dict, signer };
		const problem = management === null ? null : replacementProblem(management, wanted, fail);
		if (problem !== null) return problem;
		const done = management === null ? await install(wanted, situation) : await update(wanted, management, situation);
		if (!done.ok) return done;
		become(done.management);
		return { ok: true, signing };
	}

	function keep(dict: PlistDict, signer: Uint8Array | null, signing: SigningState): Installed | Failure {
		const identifier = dict["PayloadIdentifier"];
		if (typeof identifier !== "string") return fail("MCPayloadErrorDomain", 2002, "field", "", { value: "PayloadIdentifier" });
		others.set(identifier, { dict, signer });
		return { ok: true, signing };
	}

	const execute = (requestType: string, command: PlistDict) =>
		executeCommand(requestType, command, {
			description: { ...options, name },
			management,
			others,
			install: (bytes) => installAny(bytes, true),
			lock() {
				screenLocked = true;
			},
			configured() {
				const waited = awaiting;
				awaiting = false;
				return waited;
			},
			rename(next) {
				// Of iOS 13 and later every phone of Automated Device Enrollment is supervised, and no other one here.
				if (options.setup !== undefined) name = next;
				return options.setup !== undefined;
			},
			supervised: options.setup !== undefined,
			passcode,
			clearPasscode() {
				passcode = false;
			},
		});

	/** CheckOut is sent once, and whether it arrives is nobody's concern (Apple mdm/checkin/checkout.yaml). */
	async function leave(how: "removed" | "erased"): Promise<void> {
		const old = management;
		management = null;
		undelivered.body = null;
		undelivered.leaves = undefined;
		others.clear();
		if (how === "erased") {
			erased = true;
			browser.cookies.clear();
		} else if (old?.profile.mdm.checkOutWhenRemoved === true) {
			const { udid, topic } = claimsIn("CheckOut", old, situation);
			const body = buildCheckIn({ messageType: "CheckOut", enrollment: { udid }, topic });
			const answer = await old.client.send("CheckOut", old.profile.mdm.checkInUrl, body);
			if (answer.ok) situation.seen(answer.status);
		}
		old?.client.close();
	}

	const loop = () =>
		connect(
			{
				...situation,
				management: () => management,
				execute,
				leave,
				unenroll() {
					unenrolledByServer = true;
					become(null);
				},
			},
			undelivered,
		);

	return {
		description: options,
		browser,
		script,
		openPortal: () => visit.open(),
		signIn: (upn, password, code) => visit.signIn(upn, password, code),
		answerTerms: (accept) => visit.answerTerms(accept),
		downloadProfile: () => visit.download(),
		startAgain: () => visit.startAgain(),
		page: () => visit.page(),
		installProfile: (bytes) => inTurn(() => installAny(bytes, false)),
		connect: () =>
			inTurn(async () => (stopsBefore(script, "connect") === null ? loop() : { ok: false, commands: [], reason: "silent" as const })),
		onPush(magic) {
			return inTurn(async () => {
				if (management === null || magic !== management.pushMagic) return null;
				return stopsBefore(script, "connect") === null ? loop() : null;
			});
		},
		renewIdentity: () =>
			inTurn(async () => {
				if (management === null) throw new Error("a phone that is not managed has nothing to renew");
				const done = await renew(management, situation);
				if (!done.ok) return done;
				become(done.management);
				return { ok: true as const };
			}),
		removeManagement: () =>
			inTurn(async () => {
				const offered = options.setup?.removable ?? true;
				if (offered) await leave("removed");
				return offered;
			}),
		identity: () => management?.identity ?? null,
		state: () => ({
			managed: management !== null,
			profile: management?.profile ?? null,
			token: management?.token.toString("hex") ?? null,
			pushMagic: management?.pushMagic ?? null,
			screenLocked,
			erased,
			passcode,
			name,
			unenrolledBy401: seen401,
			unenrolledByServer,
			awaitingConfiguration: awaiting,
			otherProfiles: [...others.keys()],
		}),
		close() {
			safari.close();
			management?.client.close();
		},
	};
}
