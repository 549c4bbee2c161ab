/**
 * A serial number as it is kept and compared: upper case, half-width, without spaces and periods, which Intune's import removes too and which
 * inventories add for the eye. Never fails.
 */
export function normaliseSerial(typed: string): string {
	return typed
		.normalize("NFKC")
		.replace(/[\s.\u200b\ufeff]/g, "")
		.toUpperCase();
}

/** Why a normalised text is no serial number of Apple's, or null when it may be one. They have 10 to 12 characters, older ones and test units more or fewer. */
export function serialFault(serial: string): "missing" | "malformed" | "imei" | null {
	if (serial === "") return "missing";
	// 15 digits, 14 with the check digit left out, 16 with a software version. No serial number of Apple's is all digits at that length.
	if (/^\d{14,16}$/.test(serial)) return "imei";
	return /^[A-Z0-9]{8,20}$/.test(serial) ? null : "malformed";
}
