import type { UserStore } from "../directory/ports.ts";
import { organization } from "../tenant/organization.ts";
import { browserFact } from "./browser.ts";
import type { PortalPage, Visit, Visited } from "./portal-view.ts";
import type { Entered } from "./visits.ts";

/** What every page shows beside its own part: whose it is, who helps, who is signed in. */
export async function visitedView(
	stores: Parameters<typeof organization>[0] & { readonly users: Pick<UserStore, "byId"> },
	publicUrl: string,
	entered: Entered,
	visit: Visit,
	page: PortalPage,
): Promise<Visited> {
	const account = entered.session.userId === null ? undefined : await stores.users.byId(entered.session.userId);
	const about = await organization(stores);
	return {
		session: entered.cookie,
		view: {
			reference: entered.attempt.reference,
			organization: about.name || new URL(publicUrl).hostname,
			support: { phone: about.supportPhone || null, mail: about.supportMail || null, site: about.supportSite || null },
			browser: browserFact(visit.userAgent),
			user: account === undefined ? null : { upn: account.upn, displayName: account.displayName },
			page,
		},
	};
}
