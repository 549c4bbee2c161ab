import { z } from "zod";
import { beginCeremony, endCeremony } from "../../../administrators/ceremony.ts";
import { signInByProvider } from "../../../administrators/provider-sign-in.ts";
import { newId } from "../../../enrollment/record.ts";
import { beginSession, signedInCookies } from "../begin-session.ts";
import { ownPath } from "../own-path.ts";
import { refuse } from "../problem.ts";
import { record } from "../record.ts";
import { type Answered, route } from "../route.ts";
import { nothing } from "../shapes.ts";

/** Where the provider sends people back to: its redirect address there. */
export const providerReturn = "/session/provider";
const signInPage = "/console/sign-in";

export const providerSignInRoutes = [
	route({
		method: "POST",
		path: providerReturn,
		id: "beginProviderSignIn",
		summary: "Where to sign in at the organisation's OpenID provider. The way there and back is this browser's alone.",
		access: "anybody",
		body: z.strictObject({ to: z.string().max(2000).optional() }),
		answer: z.object({ url: z.string() }),
		async run({ body }, { services, language }) {
			const { clock, sealer, randomness, provider } = services;
			if (provider === null) return refuse("provider-not-set");
			const begun = await provider.begin(language);
			if (!begun.ok) return refuse("provider-away");
			const { state, secrets } = begun;
			const kept = { kind: "provider", state, ...secrets, to: ownPath(body.to) } as const;
			return { body: { url: begun.url }, cookies: { provider: beginCeremony(kept, { now: clock.now(), sealer, randomness }) } };
		},
	}),
	route({
		method: "GET",
		path: providerReturn,
		id: "endProviderSignIn",
		summary:
			"Where the OpenID provider sends the person back to; answers with the way into the console (303), never with an address elsewhere.",
		access: "anybody",
		query: z.record(z.string().max(100), z.string().max(10_000)),
		answer: nothing,
		async run({ query }, asked): Promise<Answered<Record<string, never>>> {
			const { work, clock, sealer, randomness, provider } = asked.services;
			const now = clock.now();
			const begun = await endCeremony(work, { token: asked.cookies.provider, kind: "provider", now, sealer });
			const to = begun?.to ?? "/console/";
			const back = (problem: string) => {
				const shown = new URLSearchParams({ problem, ...(begun === undefined ? {} : { to }) });
				return { body: {}, cookies: { provider: null }, redirect: `${signInPage}?${shown.toString()}` };
			};
			if (begun === undefined || provider === null) return back("ceremony-over");
			const finished = await provider.finish(new URLSearchParams(query).toString(), begun);
			if (!finished.ok) return back(finished.fault === "unreachable" ? "provider-away" : "provider-refused");
			const { person } = finished;
			const id = newId(clock, randomness);
			const vouched = await signInByProvider(work, { person, mapping: provider.mapping, id, now }, (stores, { administrator, before }) => {
				const detail =
					before === null
						? { there: { before: false, after: true }, role: { before: null, after: administrator.role } }
						: { role: { before: before.role, after: administrator.role } };
				const action = before === null ? "administrators add" : "administrators role";
				return record(stores, administrator.name, { action, target: administrator.name, detail: { ...detail, by: "provider" } }, asked);
			});
			if (!vouched.ok) return back(vouched.problem.kind);
			const opened = await work.write((stores) => beginSession(stores, vouched.administrator, asked, { by: "provider" }));
			if (opened === undefined) return back("provider-refused");
			return { body: {}, cookies: signedInCookies(opened), redirect: to };
		},
	}),
] as const;
