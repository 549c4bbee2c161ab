import { isPlistDict, type PlistDict } from "../src/protocol/plist/value.ts";
import { answerCommand } from "./command-answers.ts";
import type { Effect } from "./command-loop.ts";
import type { DeviceDescription } from "./device.ts";
import { errorChain, type Failure } from "./failure.ts";
import type { Management } from "./installation.ts";

/** By identifier. */
export type OtherProfiles = Map<string, { readonly dict: PlistDict; readonly signer: Uint8Array | null }>;

export interface ExecutingDevice {
	readonly description: DeviceDescription;
	readonly management: Management | null;
	/** Profiles that MDM installed beside its own. */
	readonly others: OtherProfiles;
	install(profile: Uint8Array): Promise<{ readonly ok: true } | Failure>;
	lock(): void;
	/** Lets Setup Assistant go on; false: it does not wait. */
	configured(): boolean;
	/** Gives it another name; false: it is not supervised, and keeps its own. */
	rename(name: string): boolean;
	readonly supervised: boolean;
	/** Whether its owner has set one. */
	readonly passcode: boolean;
	clearPasscode(): void;
}

const rightToInstall = 2;
const rightToClear = 4;
const rightToErase = 8;

/** Does what a command says. Codes of MCMDMErrorDomain and MCPasscodeErrorDomain: Apple's archived protocol reference. */
export async function executeCommand(requestType: string, command: PlistDict, device: ExecutingDevice): Promise<Effect> {
	const { management, others, description } = device;
	if (management === null) return refusal(12011, "Not managed.");
	const rights = management.profile.mdm.accessRights ?? 0;
	const done: Effect = { kind: "acknowledged", answer: {} };
	switch (requestType) {
		case "InstallProfile": {
			const payload = command["Payload"];
			if ((rights & rightToInstall) === 0) return notAuthorized;
			if (!(payload instanceof Uint8Array)) return refusal(12008, "The request is malformed.");
			const installed = await device.install(payload);
			return installed.ok ? done : { kind: "error", chain: errorChain(installed, description.language) };
		}
		case "RemoveProfile": {
			if ((rights & rightToInstall) === 0) return notAuthorized;
			const identifier = command["Identifier"];
			if (identifier === management.profile.identifier) return { ...done, leaves: "removed" };
			return typeof identifier === "string" && others.delete(identifier) ? done : refusal(12013, "The profile is not managed.");
		}
		case "Settings":
			return changeSettings(command, device) ? done : refusal(12021, "The setting cannot be changed.");
		case "ClearPasscode": {
			const token = command["UnlockToken"];
			if ((rights & rightToClear) === 0) return notAuthorized;
			if (!(token instanceof Uint8Array) || !management.unlockToken.equals(token))
				return refusal(5013, "The passcode cannot be cleared.", "MCPasscodeErrorDomain");
			device.clearPasscode();
			return done;
		}
		case "DeviceConfigured":
			return device.configured() ? done : refusal(12021, "The device is not waiting to be configured.");
		case "EraseDevice":
			return (rights & rightToErase) === 0 ? notAuthorized : { ...done, leaves: "erased" };
		default:
			return ask(requestType, command, management, device);
	}
}

function ask(requestType: string, command: PlistDict, management: Management, device: ExecutingDevice): Effect {
	const { dict, signer, profile, identity } = management;
	const answer = answerCommand(requestType, command, {
		description: device.description,
		accessRights: profile.mdm.accessRights ?? 0,
		supervised: device.supervised,
		passcode: device.passcode,
		identityCertificate: identity.certificate,
		rootCertificates: profile.rootCertificates,
		profiles: [{ dict, signer, managed: true }, ...[...device.others.values()].map((one) => ({ ...one, managed: true }))],
	});
	if (answer === undefined) return refusal(12021, `“${requestType}” is not a valid request type.`);
	if (answer === "not-allowed") return notAuthorized;
	if (requestType === "DeviceLock") device.lock();
	return { kind: "acknowledged", answer };
}

/** The only one that a server here changes is the name (Apple mdm/commands/settings.yaml, DeviceName: supervised devices). */
function changeSettings(command: PlistDict, device: ExecutingDevice): boolean {
	const items = Array.isArray(command["Settings"]) ? command["Settings"].filter(isPlistDict) : [];
	return items.every(({ Item, DeviceName }) => Item === "DeviceName" && typeof DeviceName === "string" && device.rename(DeviceName));
}

function refusal(code: number, sentence: string, domain = "MCMDMErrorDomain"): Effect {
	return { kind: "error", chain: [{ code, domain, localized: sentence, usEnglish: sentence }] };
}

const notAuthorized = refusal(12007, "Not authorized.");
