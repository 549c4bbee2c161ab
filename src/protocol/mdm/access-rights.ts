/**
 * AccessRights of the MDM payload, by the names under `accessrights` in Apple's mdm/commands/*.yaml; the bits are of
 * mdm/profiles/com.apple.mdm.yaml. User enrollments ignore them.
 */
export const ACCESS_RIGHTS = {
	AllowInspection: 1,
	AllowInstallationRemoval: 2,
	AllowPasscodeRemovalAndLock: 4,
	AllowDeviceErase: 8,
	AllowQueryDeviceInformation: 16,
	AllowQueryNetworkInformation: 32,
	AllowProvisioningInspection: 64,
	AllowProvisioningInstallationRemoval: 128,
	AllowQueryApplications: 256,
	AllowQueryRestrictions: 512,
	AllowQuerySecurity: 1024,
	AllowSettings: 2048,
	AllowAppInstallation: 4096,
} as const;

export type AccessRight = keyof typeof ACCESS_RIGHTS;

/** 8191. Rights can never be added to a profile that a device holds, so ask for all that will ever be needed. */
export const ALL_ACCESS_RIGHTS = Object.values(ACCESS_RIGHTS).reduce((sum, bit) => sum | bit, 0);

/** Why a device would refuse these rights (MCMDMErrorDomain 12000), or undefined where it takes them. */
export function accessRightsProblem(
	rights: number,
): "out-of-range" | "install-profiles-needs-inspect" | "install-provisioning-needs-inspect" | undefined {
	if (!Number.isInteger(rights) || rights < 1 || rights > ALL_ACCESS_RIGHTS) return "out-of-range";
	if ((rights & 2) !== 0 && (rights & 1) === 0) return "install-profiles-needs-inspect";
	if ((rights & 128) !== 0 && (rights & 64) === 0) return "install-provisioning-needs-inspect";
	return undefined;
}

/** The names of the bits that are set, in the order of Apple's list. */
export function accessRightNames(rights: number): AccessRight[] {
	return (Object.keys(ACCESS_RIGHTS) as AccessRight[]).filter((name) => (rights & ACCESS_RIGHTS[name]) !== 0);
}
