import { type Code, checkOf, doorTable, isCode, publicCode } from "../checks/index.ts";
import { isEvidence } from "../checks/written.ts";
import type { Attempt, Step } from "../evidence/attempt.ts";
import type { PortalPage, SignInRefusal } from "./portal-view.ts";

type ProgressStage = Extract<PortalPage, { kind: "progress" }>["stage"];

/** The refusals whose evidence is about the person's own things; all other evidence is for administrators only. */
const ownToSee: ReadonlySet<string> = new Set<Code>([
	"device-cap-reached",
	"in-maintenance",
	"os-too-old",
	"os-too-new",
	"portal-app-outdated",
]);

/** The code of a refused try for whoever holds its visit, who may be a stranger that guesses names. */
export function shownCode({ code, decision }: Attempt): string {
	const written = code ?? "";
	const step = decision?.step ?? "";
	return isCode(written) && isStep(step) ? publicCode(step, written) : written;
}

/** What a refused try shows to the person: the public code, who can help, and no evidence about others. */
export function refusedPage(attempt: Attempt): PortalPage {
	const { decision } = attempt;
	const written = attempt.code ?? "";
	const code = shownCode(attempt);
	const check = checkOf(code);
	const saw = ownToSee.has(code) ? decision?.findings.find((one) => one.check === written)?.saw : undefined;
	return {
		kind: "refused",
		code,
		at: decision?.at ?? attempt.updatedAt,
		who: check?.who ?? [],
		saw: isEvidence(saw) ? saw : null,
		retry: check === undefined || check.who.includes("user") || check.who.includes("nobody"),
	};
}

/** Above the form of whoever could not be signed in. */
export const signInRefusal = (code: string, retryAt: number | null, now: number): SignInRefusal => ({
	code,
	waitMs: retryAt === null || retryAt <= now ? null : retryAt - now,
});

const isStep = (step: string): step is keyof typeof doorTable => Object.hasOwn(doorTable, step);

export const managedPage = (attempt: Attempt): PortalPage => ({
	kind: "managed",
	product: attempt.device.product,
	serial: attempt.device.serial,
	at: attempt.updatedAt,
});

/** How far the phone has come since the profile was downloaded; null before that. */
export function stageOf(steps: readonly Step[]): ProgressStage | null {
	// A profile that was downloaded again begins the installation again.
	const since = steps.slice(
		Math.max(
			0,
			steps.findLastIndex(({ name }) => name === "profile-downloaded"),
		),
	);
	const names = new Set(since.map(({ name }) => name));
	if (names.has("authenticated")) return "authenticated";
	if (names.has("identity-issued")) return "identity-issued";
	return names.has("profile-downloaded") ? "profile-downloaded" : null;
}

export function progressPage(steps: readonly Step[], stage: ProgressStage, lifetime: number): PortalPage {
	const downloadedAt = steps.findLast(({ name }) => name === "profile-downloaded")?.at ?? 0;
	return { kind: "progress", stage, downloadedAt, expiresAt: downloadedAt + lifetime };
}
