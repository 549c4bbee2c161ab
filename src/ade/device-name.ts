/** Longer names are cut by iOS itself, in the middle of a character if need be; Intune's limit. In code points. */
export const deviceNameLimit = 63;

const placeholders = ["SERIAL", "DEVICETYPE"] as const;
type Placeholder = (typeof placeholders)[number];

/** What stands in double braces and is none of ours: `{{IMEI}}`, `{{serial}}` (they are told apart by case, as with Intune). */
export function unknownPlaceholders(template: string): readonly string[] {
	const found = template.match(/\{\{[^{}]*\}\}/g) ?? [];
	return [...new Set(found)].filter((one) => !placeholders.some((known) => one === `{{${known}}}`));
}

/**
 * The name that a device gets; null where the template is empty: it keeps its own.
 *
 * @param device `type` is what people call it: iPhone, iPad
 */
export function fillDeviceName(template: string, device: { readonly serial: string; readonly type: string }): string | null {
	const values: Readonly<Record<Placeholder, string>> = { SERIAL: device.serial, DEVICETYPE: device.type };
	// In one pass: a value that looks like a placeholder is not filled again.
	const filled = template.replace(/\{\{(SERIAL|DEVICETYPE)\}\}/g, (_, name: Placeholder) => values[name]).trim();
	return filled === "" ? null : Array.from(filled).slice(0, deviceNameLimit).join("");
}
