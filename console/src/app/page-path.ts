import type { RegisteredRouter } from "@tanstack/react-router";

/** Where a link may lead without saying more: every page but those of one thing. */
export type PagePath = Exclude<keyof RegisteredRouter["routesByPath"], `${string}$${string}`>;
