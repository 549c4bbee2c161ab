import type { Answer, Item } from "../../api/client.ts";

export type Policy = Item<"/policies/:kind">;
export type PolicyKind = Policy["kind"];
export type Way = NonNullable<Policy["settings"]["allowed"]>[number];

/** The pages of the kinds, under /policies. */
export const pageOfKind = { platform: "restrictions", limit: "limits", types: "enrollment-types" } as const satisfies Record<
	PolicyKind,
	string
>;

export const ways: readonly Way[] = ["web", "account-driven", "ade-sign-in", "ade-userless"];

export type Weighed = Answer<"GET", "/policies/effective">["platform"][number];
