import { makeStyles, mergeClasses, SearchBox, tokens } from "@fluentui/react-components";
import { AppsListDetailRegular, SearchRegular } from "@fluentui/react-icons";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent as ReactKeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { onlyHeard } from "../components/only-heard.ts";
import { hitIcons } from "../pages/search/hits.ts";
import { type Suggestion, useSuggestions } from "./use-suggestions.ts";

const useStyles = makeStyles({
	search: { display: "block", position: "relative", width: "100%", maxWidth: "480px" },
	box: { width: "100%", maxWidth: "none" },
	list: {
		position: "absolute",
		top: "calc(100% + 4px)",
		insetInline: 0,
		zIndex: 20,
		margin: 0,
		padding: "4px",
		maxHeight: "calc(100dvh - 64px)",
		overflowY: "auto",
		backgroundColor: tokens.colorNeutralBackground1,
		color: tokens.colorNeutralForeground1,
		border: `1px solid ${tokens.colorNeutralStroke1}`,
		borderRadius: tokens.borderRadiusMedium,
		boxShadow: tokens.shadow16,
		// Beside the menu and the account there is no room for names: the list takes the whole width.
		"@media (max-width: 599px)": { position: "fixed", top: "48px", insetInline: "4px" },
	},
	option: {
		display: "grid",
		gridTemplateColumns: "20px minmax(0, 1fr)",
		columnGap: tokens.spacingHorizontalS,
		alignItems: "center",
		minHeight: "44px",
		padding: "4px 8px",
		borderRadius: tokens.borderRadiusMedium,
		cursor: "pointer",
		fontSize: tokens.fontSizeBase300,
		":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
	},
	active: {
		backgroundColor: tokens.colorNeutralBackground1Selected,
		outline: `2px solid ${tokens.colorStrokeFocus2}`,
		outlineOffset: "-2px",
	},
	body: { display: "grid", minWidth: 0 },
	line: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
	detail: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
	told: onlyHeard,
});

const icons = { ...hitIcons, page: AppsListDetailRegular, everywhere: SearchRegular } as const;

/**
 * A reference, a user, a serial number, a page, or what a phone says: shows what it may mean while somebody types (WAI-ARIA, combobox with a list), and Enter
 * looks for it everywhere. “/” comes here from anywhere.
 */
export function GlobalSearch() {
	const styles = useStyles();
	const { t } = useTranslation();
	const navigate = useNavigate();
	const [text, setText] = useState("");
	const [open, setOpen] = useState(false);
	const [chosen, setChosen] = useState<string | null>(null);
	const input = useRef<HTMLInputElement>(null);
	const id = useId();
	const { suggestions, pending } = useSuggestions(text, open);
	const shown = open && suggestions.length > 0;
	const active = suggestions.findIndex(({ key }) => key === chosen);
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]") !== null;
			if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
			event.preventDefault();
			input.current?.focus();
		};
		document.addEventListener("keydown", onKey);
		return () => document.removeEventListener("keydown", onKey);
	}, []);
	const close = () => {
		setOpen(false);
		setChosen(null);
	};
	const go = (to: Suggestion["to"]) => {
		close();
		void navigate(to);
	};
	const onKeyDown = (event: ReactKeyboardEvent) => {
		if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			event.preventDefault();
			setOpen(true);
			const count = suggestions.length;
			const next = event.key === "ArrowDown" ? active + 1 : active < 0 ? count - 1 : active - 1;
			// Beyond either end nothing is chosen, and Enter means what was typed.
			setChosen(suggestions[next]?.key ?? null);
		} else if (event.key === "Escape" && shown) {
			// The first closes the list, the next empties the field.
			event.preventDefault();
			close();
		}
	};
	return (
		<search className={styles.search}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					const picked = shown ? suggestions[active] : undefined;
					if (picked !== undefined) go(picked.to);
					else if (text.trim() !== "") go({ to: "/search", search: { q: text.trim() } });
				}}
			>
				<SearchBox
					input={{
						ref: input,
						role: "combobox",
						autoComplete: "off",
						onKeyDown,
						"aria-autocomplete": "list",
						"aria-expanded": shown,
						"aria-controls": shown ? `${id}-list` : undefined,
						"aria-activedescendant": shown && active >= 0 ? `${id}-${active}` : undefined,
					}}
					className={styles.box}
					value={text}
					onChange={(_, { value }) => {
						setText(value);
						setChosen(null);
						setOpen(true);
					}}
					onFocus={() => setOpen(true)}
					onBlur={close}
					placeholder={t("search.placeholder")}
					aria-label={t("search.label")}
				/>
			</form>
			{shown ? (
				<div id={`${id}-list`} className={styles.list} role="listbox" aria-label={t("search.suggestions")} aria-busy={pending}>
					{suggestions.map(({ key, kind, title, detail, to }, at) => {
						const Icon = icons[kind];
						return (
							// biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and its keys.
							<div
								key={key}
								id={`${id}-${at}`}
								role="option"
								aria-selected={at === active}
								className={mergeClasses(styles.option, at === active && styles.active)}
								// The field keeps the focus: its loss would close the list before the click.
								onMouseDown={(event) => event.preventDefault()}
								onClick={() => go(to)}
							>
								<Icon fontSize={20} aria-hidden />
								<span className={styles.body}>
									<span className={styles.line}>{title}</span>
									{detail === null ? null : <span className={mergeClasses(styles.line, styles.detail)}>{detail}</span>}
								</span>
							</div>
						);
					})}
				</div>
			) : null}
			<span role="status" className={styles.told}>
				{shown && !pending ? t("search.found", { count: suggestions.length - 1 }) : ""}
			</span>
		</search>
	);
}
