import { createDOMRenderer, FluentProvider, RendererProvider } from "@fluentui/react-components";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { watchNetwork } from "./api/reach.ts";
import { fetchSession, sessionKey } from "./api/session.ts";
import { guardComposition } from "./app/guard-composition.ts";
import { startWords } from "./app/i18n.ts";
import { queryClient } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
import { useTheme } from "./app/theme.ts";
import { Toasts } from "./components/toasts.tsx";

/** Of this answer alone: by it the page's own style elements are told from those that somebody smuggled in. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

function App() {
	return (
		<RendererProvider renderer={renderer} targetDocument={document}>
			<FluentProvider theme={useTheme()}>
				<QueryClientProvider client={queryClient}>
					<Toasts>
						<Suspense fallback={null}>
							<RouterProvider router={router} />
						</Suspense>
					</Toasts>
				</QueryClientProvider>
			</FluentProvider>
		</RendererProvider>
	);
}

guardComposition(window);

const root = document.getElementById("root");
if (root !== null) {
	// Whoever is signed in, the words and the first page come side by side, and are drawn at once.
	const session = queryClient.ensureQueryData({ queryKey: sessionKey, queryFn: fetchSession }).catch(() => undefined);
	// A service that takes its time is waited for before one's eyes, and not before an empty window.
	const patience = new Promise((resolve) => setTimeout(resolve, 1_000));
	watchNetwork();
	await Promise.all([startWords(), Promise.race([session, patience])]);
	createRoot(root).render(
		<StrictMode>
			<App />
		</StrictMode>,
	);
}
