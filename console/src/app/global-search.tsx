import { makeStyles, SearchBox } from "@fluentui/react-components";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({ box: { width: "100%", maxWidth: "480px" } });

/** A reference, a user, a serial number, or what a phone says: Enter looks for it everywhere. “/” comes here from anywhere. */
export function GlobalSearch() {
	const styles = useStyles();
	const { t } = useTranslation();
	const navigate = useNavigate();
	const [text, setText] = useState("");
	const input = useRef<HTMLInputElement>(null);
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
	return (
		<search>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (text.trim() !== "") void navigate({ to: "/search", search: { q: text.trim() } });
				}}
			>
				<SearchBox
					input={{ ref: input }}
					className={styles.box}
					value={text}
					onChange={(_, { value }) => setText(value)}
					placeholder={t("search.placeholder")}
					aria-label={t("search.label")}
				/>
			</form>
		</search>
	);
}
