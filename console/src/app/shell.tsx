import { Button, makeStyles, mergeClasses, OverlayDrawer, Spinner, tokens } from "@fluentui/react-components";
import { NavigationRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetchSession, sessionKey } from "../api/session.ts";
import { FixDialogs } from "../changes/fix-dialogs.tsx";
import { ErrorBoundary } from "../components/error-boundary.tsx";
import { ProblemNote } from "../components/problem-note.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { GlobalSearch } from "./global-search.tsx";
import { Navigation } from "./navigation.tsx";
import { ReachNote } from "./reach-note.tsx";
import { UnsavedGuard } from "./unsaved-guard.tsx";
import { useFocusBack } from "./use-focus-back.ts";

const useStyles = makeStyles({
	shell: {
		display: "grid",
		gridTemplateRows: "48px auto minmax(0, 1fr)",
		height: "100dvh",
		backgroundColor: tokens.colorNeutralBackground2,
	},
	skip: {
		position: "absolute",
		left: "-9999px",
		":focus": {
			left: tokens.spacingHorizontalM,
			top: "8px",
			zIndex: 10,
			backgroundColor: tokens.colorNeutralBackground1,
			padding: "4px 12px",
		},
	},
	head: {
		display: "flex",
		alignItems: "center",
		gap: tokens.spacingHorizontalS,
		paddingInline: tokens.spacingHorizontalM,
		backgroundColor: tokens.colorBrandBackground,
		color: tokens.colorNeutralForegroundOnBrand,
		minWidth: 0,
	},
	brand: { fontWeight: tokens.fontWeightSemibold, whiteSpace: "nowrap", color: "inherit", textDecoration: "none" },
	grow: { flex: "1 1 0", minWidth: 0 },
	onBrand: { color: "inherit", minWidth: "32px" },
	narrowOnly: { "@media (min-width: 960px)": { display: "none" } },
	body: {
		display: "grid",
		gridTemplateColumns: "256px minmax(0, 1fr)",
		minHeight: 0,
		"@media (max-width: 959px)": { gridTemplateColumns: "minmax(0, 1fr)" },
	},
	side: {
		overflowY: "auto",
		backgroundColor: tokens.colorNeutralBackground2,
		borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
		"@media (max-width: 959px)": { display: "none" },
	},
	main: {
		overflow: "auto",
		backgroundColor: tokens.colorNeutralBackground1,
		padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL}`,
		"@media (max-width: 599px)": { padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalM}` },
		":focus": { outlineStyle: "none" },
	},
	middle: { display: "grid", placeItems: "center", height: "100dvh" },
});

/** What stands around every page. Whoever is not signed in is taken to where they can, and back. */
export function Shell() {
	const styles = useStyles();
	const { t } = useTranslation();
	const session = useQuery({ queryKey: sessionKey, queryFn: fetchSession, staleTime: 60_000 });
	const location = useRouterState({ select: (state) => state.location });
	const [open, setOpen] = useState(false);
	const navigate = useNavigate();
	useFocusBack();
	const signedOut = session.data === null;
	useEffect(() => {
		// The page to sign in at is loaded while this one still stands: it is not where anybody wants to come back to.
		if (signedOut && location.pathname !== "/sign-in")
			void navigate({ to: "/sign-in", search: { to: location.href === "/" ? undefined : location.href }, replace: true });
	}, [signedOut, location.href, location.pathname, navigate]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: closed with each new page.
	useEffect(() => setOpen(false), [location.pathname]);
	// Whoever is known stays so while the service is away: a page that was taken away would take what was typed along.
	if (session.data === undefined && session.isError) {
		return (
			<div className={styles.middle}>
				<ProblemNote error={session.error} retry={() => void session.refetch()} />
			</div>
		);
	}
	if (session.data === undefined || session.data === null) {
		return (
			<div className={styles.middle}>
				<div>
					<ReachNote />
					<Spinner label={t("loading")} />
				</div>
			</div>
		);
	}
	return (
		<div className={styles.shell}>
			<header className={styles.head}>
				<a className={styles.skip} href="#main">
					{t("skip")}
				</a>
				<Button
					className={mergeClasses(styles.onBrand, styles.narrowOnly)}
					appearance="transparent"
					icon={<NavigationRegular />}
					aria-label={t("menu")}
					aria-expanded={open}
					onClick={() => setOpen(true)}
				/>
				<Link className={styles.brand} to="/">
					Genkan
				</Link>
				<div className={styles.grow}>
					<GlobalSearch />
				</div>
				<AccountMenu session={session.data} className={styles.onBrand} />
			</header>
			<ReachNote />
			<div className={styles.body}>
				<nav className={styles.side} aria-label={t("navigation")}>
					<Navigation session={session.data} />
				</nav>
				<OverlayDrawer open={open} onOpenChange={(_, data) => setOpen(data.open)} aria-label={t("navigation")}>
					<nav aria-label={t("navigation")}>
						<Navigation session={session.data} />
					</nav>
				</OverlayDrawer>
				<main id="main" tabIndex={-1} className={styles.main}>
					<ErrorBoundary key={location.pathname}>
						<FixDialogs>
							<Suspense fallback={<Spinner label={t("loading")} />}>
								<Outlet />
							</Suspense>
						</FixDialogs>
					</ErrorBoundary>
				</main>
			</div>
			<UnsavedGuard />
		</div>
	);
}
