import type { MdmAuthority } from "../evidence/facts.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { SettingStore } from "./ports.ts";

const name = "authority";
const authorities: readonly MdmAuthority[] = ["unknown", "intune", "sccm", "office365"];

export type AuthorityProblem =
	| { readonly kind: "authority-unknown-word"; readonly authority: string; readonly allowed: readonly MdmAuthority[] }
	| { readonly kind: "authority-cannot-be-unset"; readonly current: MdmAuthority };

/** The MDM authority; `unknown` until somebody chose one. */
export async function authorityFact(stores: { readonly settings: Pick<SettingStore, "get"> }): Promise<MdmAuthority> {
	const stored = await stores.settings.get(name);
	return stored === undefined ? "unknown" : (authorities.find((one) => one === JSON.parse(stored)) ?? "unknown");
}

/** Chooses the authority. It can be changed later, but as with Intune never unset: users could not enroll, and nobody would know why. */
export async function setAuthority(
	stores: { readonly settings: SettingStore },
	{ authority: typed, now }: { authority: string; now: number },
): Promise<Outcome<{ before: MdmAuthority; after: MdmAuthority }, AuthorityProblem>> {
	const before = await authorityFact(stores);
	const after = authorities.find((one) => one === typed.trim().toLowerCase());
	if (after === undefined)
		return refused({ kind: "authority-unknown-word", authority: typed, allowed: authorities.filter((one) => one !== "unknown") });
	if (after === "unknown" && before !== "unknown") return refused({ kind: "authority-cannot-be-unset", current: before });
	if (after !== before) await stores.settings.set(name, JSON.stringify(after), now);
	return { ok: true, before, after };
}
