const styles = { strong: "1", faint: "2", fail: "31", pass: "32", unknown: "33" } as const;

/** Puts a style around a text, where the terminal shows styles. */
export type Paint = (style: keyof typeof styles, text: string) => string;

export function painter(color: boolean): Paint {
	return (style, text) => (color && text !== "" ? `\u001b[${styles[style]}m${text}\u001b[0m` : text);
}
