import { isAtLeast } from "./device.ts";
import type { Fail, Failure } from "./failure.ts";
import type { Answered, Broken } from "./line.ts";

const domain = "DMCHTTPTransactionErrorDomain";

/** The code of a 403's JSON document, `null` where there is none that can be read: devices read JSON only. */
export function errorDocument(answer: Answered): { readonly code: string; readonly message: string | null } | null {
	try {
		const document: unknown = JSON.parse(answer.body.toString("utf8"));
		if (typeof document !== "object" || document === null || !("code" in document) || typeof document.code !== "string") return null;
		const message = "message" in document && typeof document.message === "string" ? document.message : null;
		return { code: document.code, message };
	} catch {
		return null;
	}
}

/** What an installation makes of the server's answer to Authenticate or TokenUpdate: null when it goes on. 200 is the only yes. */
export function checkInProblem(answer: Answered | Broken, address: string, osVersion: string, fail: Fail): Failure | null {
	if (!answer.ok) {
		if (answer.fault === "server-not-trusted") return fail(domain, 23002, "certificate", answer.detail, { value: address });
		return fail("NSURLErrorDomain", answer.code, "network", `${answer.fault} (${answer.detail})`);
	}
	if (answer.status === 200) return null;
	const refused = (code: number, detail: string, message?: string | null) =>
		fail(domain, code, "connection", `${answer.status}: ${detail}`, message == null ? {} : { serverMessage: message });
	// The documents are understood since iOS 17.
	if (answer.status !== 403 || !isAtLeast(osVersion, 17)) return refused(23001, address);
	const document = errorDocument(answer);
	if (document === null) return refused(23010, "no document");
	const { code, message } = document;
	if (code === "com.apple.unrecognized.device") return refused(23008, code, message);
	if (code === "com.apple.softwareupdate.required") return refused(23006, code, message);
	return refused(message === null ? 23005 : 23004, code, message);
}
