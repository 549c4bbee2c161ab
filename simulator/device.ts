/** What a device is, as its owner could read it under Settings, General, About. */
export interface DeviceDescription {
	readonly serial: string;
	/** Forty hexadecimal digits, or from the A12 on `00008030-001A2B3C4D5E6F70`. */
	readonly udid: string;
	/** `iPhone15,2` */
	readonly product: string;
	readonly osVersion: string;
	readonly buildVersion: string;
	readonly name: string;
	readonly language: "en" | "ja";
	/** Absent on a Wi-Fi iPad. */
	readonly imei?: string;
}

/** Not before `major.minor`. */
export function isAtLeast(osVersion: string, major: number, minor = 0): boolean {
	const [ownMajor = 0, ownMinor = 0] = osVersion.split(".").map(Number);
	return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
