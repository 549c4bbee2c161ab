import type { User } from "../directory/ports.ts";
import { normaliseUpn } from "../directory/upn.ts";
import { userFact } from "../directory/user-fact.ts";
import type { Context } from "./command.ts";
import { problemText } from "./problem.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

export type FoundUser = { readonly ok: true; readonly user: User } | { readonly ok: false; readonly reply: Reply };

/** The user of this name or with this id, or the names that are near it. */
export async function findUser(upn: string, { domain, texts, language }: Context): Promise<FoundUser> {
	const { users } = domain.store.read;
	const user = (await users.byUpn(normaliseUpn(upn))) ?? (await users.byId(upn));
	if (user !== undefined) return { ok: true, user };
	const { nearMisses } = await userFact(domain.store.read, upn);
	const near = nearMisses.length === 0 ? [] : [say(texts.help.didYouMean, { near: nearMisses }, language)];
	return { ok: false, reply: failed([problemText({ kind: "user-unknown", upn }, language), ...near].join("\n")) };
}
