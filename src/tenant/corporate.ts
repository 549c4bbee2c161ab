import type { CorporateIdentifierStore } from "./ports.ts";
import { normaliseSerial } from "./serial.ts";

/**
 * Whether the organisation owns this device: Apple assigns it to one of our servers, its serial was registered, or an enrollment manager enrolls it.
 * null: it is personal, which is what every iPhone and iPad is otherwise. User enrollment tells no serial, and can never match an identifier.
 */
export async function corporateFact(
	stores: {
		readonly corporateIdentifiers: Pick<CorporateIdentifierStore, "bySerial">;
		/** What Apple assigns, or assigned until it was removed. */
		readonly adeDevices: { bySerial(serial: string): Promise<readonly { readonly removedAt: number | null }[]> };
	},
	{ serial, userIsManager }: { serial: string | null; userIsManager: boolean },
): Promise<{ by: "ade" | "corporate-identifier" | "enrollment-manager" } | null> {
	if (serial !== null && (await stores.adeDevices.bySerial(normaliseSerial(serial))).some(({ removedAt }) => removedAt === null))
		return { by: "ade" };
	if (serial !== null && (await stores.corporateIdentifiers.bySerial(normaliseSerial(serial))) !== undefined)
		return { by: "corporate-identifier" };
	return userIsManager ? { by: "enrollment-manager" } : null;
}
