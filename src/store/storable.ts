/** PostgreSQL cannot store U+0000 in a text. A device or a form may send one, so neither database keeps it. */
export function storable(value: unknown): unknown {
	return typeof value === "string" && value.includes("\0") ? value.replaceAll("\0", "\uFFFD") : value;
}
