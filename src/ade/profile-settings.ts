/** How a person signs in at a phone that is set up. `web` can do multi-factor; `legacy` cannot; `none`: the device has no user. */
export const signInWays = ["web", "legacy", "none"] as const;
export type SignInWay = (typeof signInWays)[number];

/** An enrollment profile's settings, named after Intune's (facts of its documentation), each with its rule. */
export interface ProfileSettings {
	readonly signIn: SignInWay;
	readonly description: string;
	/** Of iOS 13 and later Apple always supervises; kept for what depends on it. */
	readonly supervised: boolean;
	/** Locked enrollment: Settings offers no Remove Management. Needs `supervised`. */
	readonly locked: boolean;
	/** Holds the phone in Setup Assistant until its first commands are done. Needs `supervised`. */
	readonly awaitConfiguration: boolean;
	/** Shared iPad: only with `signIn: none` and `supervised`. */
	readonly sharedIpad: boolean;
	readonly pairing: "allow" | "deny" | "by-certificate";
	/** PEM of the computers that may pair; `by-certificate` only, ten at most. */
	readonly pairingCertificates: readonly string[];
	/** 63 characters at most; `{{SERIAL}}` and `{{DEVICETYPE}}` are filled. Empty: the device keeps its name. */
	readonly nameTemplate: string;
	readonly department: string;
	readonly supportPhone: string;
	readonly supportMail: string;
	/** Apple's skip keys of the Setup Assistant panes to hide; unknown ones are kept, for a newer system may know them. */
	readonly hiddenPanes: readonly string[];
}

export const defaultProfileSettings: ProfileSettings = {
	signIn: "web",
	description: "",
	supervised: true,
	locked: false,
	awaitConfiguration: true,
	sharedIpad: false,
	pairing: "allow",
	pairingCertificates: [],
	nameTemplate: "",
	department: "",
	supportPhone: "",
	supportMail: "",
	hiddenPanes: [],
};
