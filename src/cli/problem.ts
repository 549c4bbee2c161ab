import type { ProfileSettingFault } from "../ade/check-profile-settings.ts";
import type { KeyPairProblem } from "../ade/key-pairs.ts";
import type { MendProblem } from "../ade/mend-device.ts";
import type { ProfileInUse, ProfileSettingsProblem, TooManyProfiles, UnknownProfile } from "../ade/profiles.ts";
import type { TokenRenewalProblem, TokenRenewalWarning } from "../ade/renew-token.ts";
import type { TokenInUse, TokenNameProblem, UnknownToken } from "../ade/tokens.ts";
import type { TokenUploadProblem } from "../ade/upload-token.ts";
import type { AdministratorProblem } from "../administrators/accounts.ts";
import type { ClearPasscodeProblem } from "../devices/clear-passcode.ts";
import type { RenameProblem } from "../devices/rename-device.ts";
import type { MembershipProblem, UserProblem } from "../directory/change-user.ts";
import type { UserLineProblem } from "../directory/import-users.ts";
import type { UserLineWarning } from "../directory/judge-line.ts";
import type { LicenceProblem, PlanProblem } from "../directory/licences.ts";
import type { RemovalProblem } from "../directory/remove-user.ts";
import type { OpenProblem } from "../domain.ts";
import type { Json } from "../evidence/attempt.ts";
import type { RecipientProblem, WebhookProblem } from "../notices/targets.ts";
import type { AuthorityProblem } from "../tenant/authority.ts";
import type { BlockProblem } from "../tenant/blocked-devices.ts";
import type { DomainProblem } from "../tenant/domains.ts";
import type { IdentifierLineProblem } from "../tenant/import-corporate-identifiers.ts";
import type { OrganizationProblem } from "../tenant/organization.ts";
import type { PolicyProblem } from "../tenant/policies.ts";
import type { PushCertificateProblem, PushCertificateWarning } from "../tenant/push-certificate.ts";
import type { TermsProblem } from "../tenant/terms.ts";
import type { VendorSigningProblem } from "../tenant/vendor-signed-request.ts";
import { cliTexts } from "../texts/cli-texts.ts";
import { type Language, localTime } from "../texts/texts.ts";
import { exits, type Reply } from "./reply.ts";
import { say } from "./say.ts";

/** Every refusal of the domain that a command can meet; one without its text does not compile. */
export type Problem =
	| AdministratorProblem
	| ClearPasscodeProblem
	| RenameProblem
	| UserProblem
	| MembershipProblem
	| RemovalProblem
	| LicenceProblem
	| PlanProblem
	| AuthorityProblem
	| BlockProblem
	| DomainProblem
	| { readonly kind: "cname-target-unfit"; readonly target: string }
	| OrganizationProblem
	| PolicyProblem
	| PushCertificateProblem
	| RecipientProblem
	| WebhookProblem
	| TermsProblem
	| VendorSigningProblem
	| OpenProblem
	| AdeProblem
	| { readonly kind: "details-too-long"; readonly limit: number; readonly length: number }
	| { readonly kind: "pause-ends-in-the-past"; readonly until: number }
	| { readonly kind: "version-malformed"; readonly version: string };

/** Of tokens, profiles and devices of Automated Device Enrollment. What is wrong with a profile's settings is told by `refusedSettings`. */
type AdeProblem =
	| KeyPairProblem
	| TokenUploadProblem
	| TokenRenewalProblem
	| UnknownToken
	| TokenNameProblem
	| TokenInUse
	| UnknownProfile
	| Exclude<ProfileSettingsProblem, { readonly kind: "ade-profile-settings" }>
	| TooManyProfiles
	| ProfileInUse
	| MendProblem
	| { readonly kind: "ade-no-tokens" }
	| { readonly kind: "ade-no-profiles"; readonly profile: string }
	| { readonly kind: "ade-token-of-which"; readonly known: readonly string[] }
	| { readonly kind: "ade-profile-of-which"; readonly profile: string; readonly tokens: readonly string[] };

export type LineProblem = UserLineProblem | IdentifierLineProblem;
export type Warning = PushCertificateWarning | TokenRenewalWarning;

type TextOf<Kind extends string> = Readonly<Record<Kind, string>>;

/** The sentence for a refusal: what is wrong and what to do. */
export function problemText(problem: Problem, language: Language): string {
	const texts: TextOf<Problem["kind"]> = cliTexts(language).problems;
	return say(texts[problem.kind], valuesOf(problem, language), language);
}

export function refusedBy(problem: Problem, language: Language): Reply {
	return { ok: false, text: problemText(problem, language), exit: exits.refused, reason: problem };
}

/** What is wrong with one line, without its number. */
export function lineText(problem: LineProblem, language: Language): string {
	const texts: TextOf<LineProblem["kind"]> = cliTexts(language).files.lines;
	return say(texts[problem.kind], valuesOf(problem, language), language);
}

export function lineWarningText(warning: UserLineWarning, language: Language): string {
	const texts: TextOf<UserLineWarning["kind"]> = cliTexts(language).files.warnings;
	return say(texts[warning.kind], { ...warning }, language);
}

/** A line of a file and what is wrong with it. */
export function linesText(problems: readonly LineProblem[], language: Language): string {
	const { lineNumber, more } = cliTexts(language).files;
	const shown = problems.slice(0, mostLines).map((problem) => {
		const sentence = lineText(problem, language);
		return problem.line === null ? sentence : say(lineNumber, { line: problem.line, problem: sentence }, language);
	});
	const rest = problems.length - shown.length;
	return [...shown, ...(rest > 0 ? [say(more, { count: rest }, language)] : [])].join("\n");
}

/** What an import did all the same, and deserves a look. */
export function warningLines(warnings: readonly UserLineWarning[], language: Language): readonly string[] {
	const { lineNumber, more } = cliTexts(language).files;
	const shown = warnings.slice(0, mostLines).map((warning) => {
		return say(lineNumber, { line: warning.line, problem: lineWarningText(warning, language) }, language);
	});
	const rest = warnings.length - shown.length;
	return rest > 0 ? [...shown, say(more, { count: rest }, language)] : shown;
}

export function warningText(warning: Warning, language: Language): string {
	const texts: TextOf<Warning["kind"]> = cliTexts(language).warnings;
	return say(texts[warning.kind], { ...warning }, language);
}

/** All that is wrong with a profile, one a line. */
export function refusedSettings(faults: readonly ProfileSettingFault[], language: Language): Reply {
	const { problems, profileFaults } = cliTexts(language);
	const texts: TextOf<ProfileSettingFault["kind"]> = profileFaults;
	const possible = ["{{SERIAL}}", "{{DEVICETYPE}}"];
	const told = faults.map(({ kind, setting, limit, value }) => {
		const sentence = kind === "missing" && setting === "pairingCertificates" ? profileFaults["missing-certificates"] : texts[kind];
		return { setting, fault: kind, text: say(sentence, { setting, limit, value, possible }, language) };
	});
	const text = [problems["ade-profile-settings"], ...told.map((one) => `  ${one.text}`)].join("\n");
	return { ok: false, text, exit: exits.refused, reason: { kind: "ade-profile-settings", faults: told } };
}

const mostLines = 50;

function valuesOf(problem: Problem | LineProblem, language: Language): { readonly [name: string]: Json } {
	const { kind: _, ...values } = problem;
	return "until" in problem ? { ...values, until: localTime(problem.until, language) } : values;
}
