import { Buffer } from "node:buffer";
import { checkInProblem } from "./check-in-answer.ts";
import type { DeviceDescription } from "./device.ts";
import { isAtLeast } from "./device.ts";
import type { Fail, Failure } from "./failure.ts";
import { stopsBefore } from "./installation.ts";
import type { Answered, Line } from "./line.ts";
import type { Script } from "./misbehave.ts";
import type { SetupPerson } from "./setup-pages.ts";

export type Posted =
	| { readonly ok: true; readonly bytes: Uint8Array }
	/** The phone is to update itself, and does; it asks again afterwards. */
	| { readonly ok: false; readonly at: "update"; readonly osVersion: string; readonly buildVersion: string | null }
	/** Setup Assistant's form for name and password came once more than the person tries. `prompt`: what stands above it. */
	| { readonly ok: false; readonly at: "credentials"; readonly prompt: string }
	| { readonly ok: false; readonly at: "stopped"; readonly step: string }
	| { readonly ok: false; readonly at: "phone"; readonly failure: Failure };

export interface SetupPost {
	readonly line: Line;
	readonly url: string;
	/** Null: the body is empty. */
	readonly cms: Uint8Array | null;
	readonly device: DeviceDescription;
	readonly person: SetupPerson | null;
	readonly script: Script;
	readonly fail: Fail;
}

const domain = "DMCHTTPTransactionErrorDomain";
const profileType = "application/x-apple-aspen-config";
const mostTries = 3;

/**
 * A phone that has no page to open posts its description to the address of its enrollment profile. 401 brings Setup Assistant's own form for name and
 * password; 403 with a document of the type `application/json`, exactly, its message or an update; anything but 200 with a profile ends it.
 */
export async function postDescription(post: SetupPost): Promise<Posted> {
	const { line, device, person, script, fail } = post;
	const failed = (failure: Failure): Posted => ({ ok: false, at: "phone", failure });
	if (stopsBefore(script, "open") !== null) return { ok: false, at: "stopped", step: "open" };
	let authorization: string | null = null;
	for (let tries = 0; ; tries++) {
		const answer = await line.exchange(new URL(post.url), {
			method: "POST",
			headers: {
				"User-Agent": "DeviceManagementClient/1.0",
				"Content-Type": "application/pkcs7-signature",
				"Accept-Language": device.language,
				...(authorization === null ? {} : { Authorization: authorization }),
			},
			body: post.cms ?? Buffer.alloc(0),
		});
		if (!answer.ok || answer.status !== 401) return judge(answer, post);
		if (!/^basic\b/i.test(answer.headers["www-authenticate"] ?? "")) return failed(fail(domain, 23003, "connection", "401 without Basic"));
		if (stopsBefore(script, "sign-in") !== null) return { ok: false, at: "stopped", step: "sign-in" };
		if (person === null || tries >= mostTries) return { ok: false, at: "credentials", prompt: answer.body.toString("utf8") };
		const password = script.take("wrong-password") === undefined ? person.password : `${person.password}-wrong`;
		authorization = `Basic ${Buffer.from(`${person.upn}:${password}`, "utf8").toString("base64")}`;
	}
}

function judge(answer: Awaited<ReturnType<Line["exchange"]>>, { url, device, fail }: SetupPost): Posted {
	const failed = (failure: Failure): Posted => ({ ok: false, at: "phone", failure });
	if (!answer.ok) return failed(checkInProblem(answer, url, device.osVersion, fail) ?? fail(domain, 23001, "connection", answer.fault));
	if (answer.status === 200) {
		if (typeOf(answer).split(";")[0]?.trim() === profileType) return { ok: true, bytes: answer.body };
		return failed(fail("MCProfileErrorDomain", 1000, "profile", `a profile of the type ${typeOf(answer) || "none"}`));
	}
	if (answer.status === 403 && isAtLeast(device.osVersion, 17)) {
		if (typeOf(answer) !== "application/json")
			return failed(fail(domain, 23010, "connection", "403 of another type than application/json"));
		const update = updateIn(answer);
		if (update !== null) return { ok: false, at: "update", ...update };
	}
	return failed(checkInProblem(answer, url, device.osVersion, fail) ?? fail(domain, 23001, "connection", String(answer.status)));
}

/** As it stands: a character set after it makes it another. */
function typeOf(answer: Answered): string {
	return (answer.headers["content-type"] ?? "").trim().toLowerCase();
}

/** `com.apple.softwareupdate.required`; without details it is only a refusal. */
function updateIn(answer: Answered): { readonly osVersion: string; readonly buildVersion: string | null } | null {
	try {
		const document = JSON.parse(answer.body.toString("utf8")) as {
			code?: unknown;
			details?: { OSVersion?: unknown; BuildVersion?: unknown };
		};
		const version = document.details?.OSVersion;
		const build = document.details?.BuildVersion;
		if (document.code !== "com.apple.softwareupdate.required" || typeof version !== "string") return null;
		return { osVersion: version, buildVersion: typeof build === "string" ? build : null };
	} catch {
		return null;
	}
}
