import type { Failure } from "./failure.ts";
import { stopsBefore } from "./installation.ts";
import type { Step } from "./misbehave.ts";
import type { SeenPage } from "./page.ts";
import type { Phone } from "./phone.ts";
import type { SigningState } from "./profile-reader.ts";

export interface Person {
	readonly upn: string;
	readonly password: string;
	/** The one-time code, or what makes it when it is asked. */
	readonly code?: string | (() => string);
}

/** How a person's try ended, with the reference that the pages showed. */
export type Enrolled = { readonly reference: string | null } & (
	| { readonly ok: true; readonly signing: SigningState; readonly page: SeenPage }
	/** The pages went no further. */
	| { readonly ok: false; readonly at: "portal"; readonly page: SeenPage }
	/** The profile could not be installed; `page` is what Safari shows when its owner returns to it. */
	| { readonly ok: false; readonly at: "phone"; readonly failure: Failure; readonly page: SeenPage }
	/** A script made the phone stop before this step. */
	| { readonly ok: false; readonly at: "stopped"; readonly step: string }
);

/** More pages than any enrollment has. */
const mostPages = 8;

/** The whole journey as its owner walks it: portal, sign-in, terms, download, installation, and a last look at the page. */
export async function enroll(phone: Phone, person: Person): Promise<Enrolled> {
	const silent = (step: Step) => stopsBefore(phone.script, step) !== null;
	const reference = () => phone.page()?.reference ?? null;
	const stoppedAt = (step: string): Enrolled => ({ ok: false, at: "stopped", step, reference: reference() });
	const stuck = (page: SeenPage): Enrolled => ({ ok: false, at: "portal", page, reference: page.reference });

	if (silent("open")) return stoppedAt("open");
	let page = await phone.openPortal();
	const walked = new Set<string>();
	for (let count = 0; count < mostPages && page.kind !== null && page.kind !== "install" && page.kind !== "progress"; count++) {
		// A page that comes a second time is a refusal: wrong password, wrong code.
		if (walked.has(page.kind)) return stuck(page);
		walked.add(page.kind);
		if (page.kind === "sign-in") {
			if (silent("sign-in")) return stoppedAt("sign-in");
			page = await phone.signIn(person.upn, person.password, person.code);
		} else if (page.kind === "terms") {
			if (silent("terms")) return stoppedAt("terms");
			page = await phone.answerTerms(true);
		} else return stuck(page);
	}
	if (silent("download")) return stoppedAt("download");
	const downloaded = await phone.downloadProfile();
	if (!downloaded.ok) return stuck(downloaded.page);
	if (silent("install")) return stoppedAt("install");
	await phone.script.take("waits-before-install")?.wait();
	let installed = await phone.installProfile(downloaded.bytes);
	if (installed.ok && phone.script.take("installs-again") !== undefined) {
		await phone.removeManagement();
		installed = await phone.installProfile(downloaded.bytes);
	}
	if (!installed.ok && installed.stoppedBefore !== undefined) return stoppedAt(installed.stoppedBefore);
	const last = await phone.openPortal();
	if (!installed.ok) return { ok: false, at: "phone", failure: installed, page: last, reference: last.reference };
	return { ok: true, signing: installed.signing, page: last, reference: last.reference };
}
