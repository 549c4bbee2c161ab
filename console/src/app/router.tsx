import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import i18next from "i18next";
import type { ComponentType } from "react";
import { askAhead } from "../api/queries.ts";
import { BrokenPage } from "../components/error-boundary.tsx";
import { overviewAsking } from "../pages/overview/overview-answer.ts";
import { loadPart } from "./part.ts";
import { queryClient } from "./query-client.ts";
import { Shell } from "./shell.tsx";

/** Search parameters are plain text, as a person would type them: `?state=refused&q=taro`. */
export type Search = { readonly [name: string]: string | undefined };

const validateSearch = (search: Search): Search => search;
const root = createRootRoute({ component: Outlet, validateSearch });
/** Pages for whoever is signed in. */
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: Shell });

/** A page with the navigation around it, loaded when it is first opened. `name`: of the component that the module exports; `ahead`: asks what it will show. */
function page<const Path extends string, M extends Record<K, ComponentType>, K extends keyof M & string>(
	path: Path,
	load: () => Promise<M>,
	name: K,
	ahead: (search: Search) => void = () => undefined,
) {
	const component = lazyRouteComponent(() => loadPart(load), name);
	const loader = ({ location }: { readonly location: { readonly search: Search } }) => ahead(location.search);
	return createRoute({ getParentRoute: () => shell, path, validateSearch, component, loader });
}

/** What the first page of the day shows is asked for while its script and its words are on the way. */
function overviewAhead(search: Search): void {
	i18next.loadNamespaces("overview").catch(() => undefined);
	askAhead(queryClient, "/overview", overviewAsking(search["window"])).catch(() => undefined);
}

/** A page for anybody: signing in, the first set-up. */
function openPage<const Path extends string, M extends Record<K, ComponentType>, K extends keyof M & string>(
	path: Path,
	load: () => Promise<M>,
	name: K,
) {
	return createRoute({ getParentRoute: () => root, path, validateSearch, component: lazyRouteComponent(() => loadPart(load), name) });
}

/** Every page. The path is that of the address after /console. */
const tree = root.addChildren([
	openPage("/sign-in", () => import("../pages/sign-in/sign-in-page.tsx"), "SignInPage"),
	openPage("/setup", () => import("../pages/sign-in/setup-page.tsx"), "SetupPage"),
	openPage("/invitation", () => import("../pages/sign-in/invitation-page.tsx"), "InvitationPage"),
	shell.addChildren([
		page("/account", () => import("../pages/account/account-page.tsx"), "AccountPage"),
		page("/administrators", () => import("../pages/administrators/administrators-page.tsx"), "AdministratorsPage"),
		page("/audit", () => import("../pages/audit/audit-page.tsx"), "AuditPage"),
		page("/", () => import("../pages/overview/overview-page.tsx"), "OverviewPage", overviewAhead),
		page("/incidents", () => import("../pages/incidents/incidents-page.tsx"), "IncidentsPage"),
		page("/incidents/$id", () => import("../pages/incidents/incident-page.tsx"), "IncidentPage"),
		page("/tries", () => import("../pages/tries/tries-page.tsx"), "TriesPage"),
		page("/tries/$reference", () => import("../pages/tries/try-page.tsx"), "TryPage"),
		page("/explain", () => import("../pages/explain/explain-page.tsx"), "ExplainPage"),
		page("/tour", () => import("../pages/tour/tour-page.tsx"), "TourPage"),
		page("/search", () => import("../pages/search/search-page.tsx"), "SearchPage"),
		page("/policies/restrictions", () => import("../pages/policies/policies-page.tsx"), "RestrictionsPage"),
		page("/policies/limits", () => import("../pages/policies/policies-page.tsx"), "LimitsPage"),
		page("/policies/enrollment-types", () => import("../pages/policies/policies-page.tsx"), "EnrollmentTypesPage"),
		page("/policies/who", () => import("../pages/policies/who-page.tsx"), "WhoPage"),
		page("/policies/corporate-identifiers", () => import("../pages/policies/corporate-identifiers-page.tsx"), "CorporateIdentifiersPage"),
		page("/policies/corporate-identifiers/import", () => import("../pages/policies/identifier-import-page.tsx"), "IdentifierImportPage"),
		page("/policies/terms", () => import("../pages/policies/terms-page.tsx"), "TermsPage"),
		page("/devices", () => import("../pages/devices/devices-page.tsx"), "DevicesPage"),
		page("/devices/blocked", () => import("../pages/devices/blocked-devices-page.tsx"), "BlockedDevicesPage"),
		page("/devices/$id", () => import("../pages/devices/device-page.tsx"), "DevicePage"),
		page("/apple/push-certificate", () => import("../pages/apple/push-certificate-page.tsx"), "PushCertificatePage"),
		page("/apple/tokens", () => import("../pages/apple/tokens-page.tsx"), "TokensPage"),
		page("/apple/tokens/add", () => import("../pages/apple/add-token-page.tsx"), "AddTokenPage"),
		page("/apple/tokens/$id", () => import("../pages/apple/token-page.tsx"), "TokenPage"),
		page("/apple/tokens/$id/renew", () => import("../pages/apple/renew-token-page.tsx"), "RenewTokenPage"),
		page("/apple/profiles", () => import("../pages/apple/profiles-page.tsx"), "ProfilesPage"),
		page("/apple/profiles/add", () => import("../pages/apple/add-profile-page.tsx"), "AddProfilePage"),
		page("/apple/profiles/$id", () => import("../pages/apple/profile-page.tsx"), "ProfilePage"),
		page("/apple/devices", () => import("../pages/apple/ade-devices-page.tsx"), "AdeDevicesPage"),
		page("/apple/devices/$serial", () => import("../pages/apple/ade-device-page.tsx"), "AdeDevicePage"),
		page("/users", () => import("../pages/users/users-page.tsx"), "UsersPage"),
		page("/users/import", () => import("../pages/users/import-page.tsx"), "ImportPage"),
		page("/users/$id", () => import("../pages/users/user-page.tsx"), "UserPage"),
		page("/groups", () => import("../pages/groups/groups-page.tsx"), "GroupsPage"),
		page("/groups/$id", () => import("../pages/groups/group-page.tsx"), "GroupPage"),
		page("/licences", () => import("../pages/licences/licences-page.tsx"), "LicencesPage"),
		page("/health", () => import("../pages/health/health-page.tsx"), "HealthPage"),
		page("/$", () => import("./not-found-page.tsx"), "NotFoundPage"),
		page("/settings", () => import("../pages/settings/settings-page.tsx"), "SettingsPage"),
	]),
]);

export const router = createRouter({
	routeTree: tree,
	basepath: "/console",
	parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
	stringifySearch: (search) => {
		const given = Object.entries(search).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== "");
		const text = new URLSearchParams(given).toString();
		return text === "" ? "" : `?${text}`;
	},
	defaultPreload: "intent",
	defaultErrorComponent: BrokenPage,
	scrollRestoration: true,
});

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
}
