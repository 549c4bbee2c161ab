import { settings } from "../config/schema.ts";
import { StoreUnavailable } from "../evidence/work.ts";
import { CannotListen } from "../http/cannot-listen.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import type { Language } from "../texts/texts.ts";
import { say } from "./say.ts";

type Failure = keyof ReturnType<typeof cliTexts>["failures"];

const byCode: Readonly<Record<string, Failure>> = {
	EADDRINUSE: "port-in-use",
	EADDRNOTAVAIL: "address-not-here",
	ENOTFOUND: "address-not-here",
	EACCES: "not-allowed",
	EPERM: "not-allowed",
	EROFS: "not-allowed",
	ENOTDIR: "not-a-directory",
	EEXIST: "not-a-directory",
	ENOSPC: "disk-full",
	ENOENT: "no-such-file",
	EISDIR: "is-a-directory",
};

/**
 * One sentence for what the machine refused (a port in use, a directory that cannot be written, a database of a newer version, another process' lock);
 * undefined for what is a bug. `path`: the file that was asked for; Node names none where it is a directory.
 */
export function failureSentence(error: unknown, language: Language, path: string | null = null): string | undefined {
	if (error instanceof CannotListen) return machineSentence(error.cause, language, { setting: error.setting, path });
	return machineSentence(error, language, { setting: settings.port.env, path });
}

function machineSentence(
	error: unknown,
	language: Language,
	asked: { readonly setting: string; readonly path: string | null },
): string | undefined {
	if (!(error instanceof Error)) return undefined;
	const { failures } = cliTexts(language);
	if (error instanceof StoreUnavailable) {
		const locked = /lock/.test(error.message);
		const full = /disk is full/.test(error.message);
		const damaged = /damaged/.test(error.message);
		const kind = locked ? "store-locked" : full ? "disk-full" : damaged ? "store-damaged" : "store-unavailable";
		return say(failures[kind], { reason: error.message.replace(/^the store is not available: /, "") }, language);
	}
	if (/written by a newer version of Genkan/.test(error.message)) return say(failures["store-newer"], {}, language);
	if (/^sealed under another master key/.test(error.message)) return say(failures["other-master-key"], {}, language);
	const code = "code" in error && typeof error.code === "string" ? error.code : "";
	const kind = Object.hasOwn(byCode, code) ? byCode[code] : undefined;
	if (kind === undefined) return undefined;
	const value = (name: string) => {
		const found: unknown = Reflect.get(error, name);
		return typeof found === "string" || typeof found === "number" ? String(found) : null;
	};
	// A port below 1024 is refused with EACCES.
	const listening = value("syscall") === "listen";
	const path = value("path") ?? asked.path ?? value("address");
	const values = { path, port: value("port"), address: value("address") ?? value("hostname"), code, setting: asked.setting };
	return say(failures[listening && kind === "not-allowed" ? "port-not-allowed" : kind], values, language);
}
