/**
 * An enrollment profile as Apple's device service takes it (POST /profile); keys are Apple's. What is left out has Apple's default.
 */
export interface AppleProfile {
	readonly profile_name: string;
	readonly url: string;
	readonly configuration_web_url?: string;
	/** Base64 of DER. */
	readonly anchor_certs?: readonly string[];
	readonly supervising_host_certs?: readonly string[];
	readonly is_supervised: boolean;
	readonly is_mandatory: boolean;
	readonly is_mdm_removable: boolean;
	readonly await_device_configured: boolean;
	readonly is_multi_user?: boolean;
	readonly allow_pairing?: boolean;
	readonly department?: string;
	readonly org_magic?: string;
	readonly support_phone_number?: string;
	readonly support_email_address?: string;
	readonly skip_setup_items: readonly string[];
}

/** Apple's limits, in characters (the address: URL-encoded). */
export const profileLimits = { name: 125, department: 125, phone: 50, mail: 250, magic: 256, url: 2000 } as const;
