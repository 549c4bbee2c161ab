import type { DeviceFact } from "../evidence/facts.ts";

/**
 * Admitted Macs (third-party test clients) report macOS versions, which a range meant for iOS and iPadOS says nothing about.
 */
export function isAdmittedMac(device: DeviceFact): boolean {
	return device.macAllowed && isMac(device.product);
}

/** Product names of Macs: `MacBookPro18,3`, `Macmini9,1`, `iMac21,1`, and the virtual ones of Apple silicon. */
export function isMac(product: string | null): boolean {
	return product !== null && /^(?:i?Mac|VirtualMac)/.test(product);
}
