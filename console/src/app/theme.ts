import { type Theme, webDarkTheme, webLightTheme } from "@fluentui/react-components";
import { useSyncExternalStore } from "react";

export type ThemeChoice = "system" | "light" | "dark";

const key = "genkan-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
/** Japanese needs a font of its own before the browser's guess. */
const fontFamilyBase = "'Segoe UI', 'Yu Gothic UI', 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans JP', system-ui, sans-serif";
const themes: Readonly<Record<"light" | "dark", Theme>> = {
	light: { ...webLightTheme, fontFamilyBase },
	dark: { ...webDarkTheme, fontFamilyBase },
};

let choice = readChoice();
dark.addEventListener("change", tell);

export function useThemeChoice(): ThemeChoice {
	return useSyncExternalStore(listen, () => choice);
}

export function useTheme(): Theme {
	return themes[useSyncExternalStore(listen, shown)];
}

export function chooseTheme(chosen: ThemeChoice): void {
	choice = chosen;
	try {
		localStorage.setItem(key, chosen);
	} catch {
		// Kept for this page alone.
	}
	tell();
}

function shown(): "light" | "dark" {
	return choice === "system" ? (dark.matches ? "dark" : "light") : choice;
}

function listen(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

function tell(): void {
	document.documentElement.style.colorScheme = shown();
	for (const listener of listeners) listener();
}

function readChoice(): ThemeChoice {
	try {
		const kept = localStorage.getItem(key);
		return kept === "light" || kept === "dark" ? kept : "system";
	} catch {
		return "system";
	}
}
