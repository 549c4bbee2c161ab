/** `genuine`: signed by a device that Apple made (or, where a setting says so, the stand-in). */
export interface MachineInfoFact {
	readonly state:
		| "genuine"
		| "missing"
		| "malformed"
		| "signature-wrong"
		/** The chain does not end at Apple's root. */
		| "not-apple"
		/** The address names another serial number. */
		| "another-serial"
		/** The same message brought a device into management that still is. */
		| "replayed";
	/** What exactly was wrong: a word of the codec or the verifier, never content. */
	readonly detail: string | null;
	readonly serial: string | null;
	readonly udid: string | null;
	/** True where the named stand-in vouches for it, not Apple. */
	readonly byStandIn: boolean;
}

/** A refusal of Apple's device service, as kept (protocol/ade/refusal.ts names the kinds). */
export interface AppleRefusalFact {
	readonly kind: string;
	readonly status: number | null;
	readonly said: string;
	readonly since: number;
	readonly at: number;
	/** Apple's clock less ours; null: not known. */
	readonly skewMs: number | null;
}

export interface AdeSyncFact {
	readonly token: string;
	readonly lastSuccessAt: number | null;
	/** Since when Apple refuses the token; null: it does not. */
	readonly refusedSince: number | null;
}

export interface AdeTokenFact {
	readonly tokenId: string;
	readonly name: string;
	readonly appleId: string | null;
	/** What the server is called in Apple Business or School Manager. */
	readonly serverName: string | null;
	readonly expiresAt: number;
	readonly uploadedAt: number;
	readonly lastSuccessAt: number | null;
	readonly refusal: (AppleRefusalFact & { readonly during: string }) | null;
	readonly devices: number;
	readonly defaultProfile: string | null;
	readonly assignment: {
		readonly failed: number;
		readonly notAccessible: number;
		readonly throttled: number;
		readonly throttledUntil: number | null;
		/** Some serials of these, ten at most. */
		readonly examples: readonly string[];
	};
}

export interface AdeProfileFact {
	readonly profileId: string;
	readonly name: string;
	readonly token: string;
	readonly tokenUploadedAt: number;
	readonly changedAt: number;
	/** null: never defined at Apple. */
	readonly definedAt: number | null;
	readonly refusal: AppleRefusalFact | null;
	/** Devices that want it. */
	readonly devices: number;
}

export interface AdeDeviceFact {
	readonly serial: string;
	readonly token: string;
	readonly profile: string | null;
	/** As ade/ports.ts names the states of an assignment. */
	readonly state: string;
	readonly removedAt: number | null;
	readonly profileAssignedAt: number | null;
	readonly profilePushedAt: number | null;
	readonly serverAssignedAt: number | null;
	/** The profile whose address the phone asked, and whether it is the device's own, as we want it or as Apple has it. Absent where none was asked. */
	readonly asked?: { readonly profile: string; readonly isItsOwn: boolean };
	/** Looked for where a device is explained. At the door nobody looks: absent. */
	readonly progress?: AdeProgressFact;
}

/** How far a device came, and what was tried for it. */
export interface AdeProgressFact {
	/** Whether what Apple has is what is wanted. */
	readonly asWanted: boolean;
	readonly throttledUntil: number | null;
	readonly triedAt: number | null;
	readonly tries: number;
	/** When the phone itself asked us for its profile, first and last. */
	readonly contactedAt: number | null;
	readonly lastContactAt: number | null;
	/** Its record among the managed devices, if it has one that is not ended. */
	readonly enrolledAt: number | null;
	/** Other devices that reached us from Setup Assistant since this one's profile was pushed: proof that the address and certificate are good. */
	readonly othersCame: number;
	/** The newest try of this serial by Automated Device Enrollment. */
	readonly attempt: {
		readonly reference: string;
		readonly state: string;
		readonly code: string | null;
		readonly lastStep: string;
		readonly at: number;
	} | null;
}

export interface AdeSignInFact {
	readonly way: "web" | "legacy" | "none";
	readonly profile: string;
	/** The user has a second factor, or must have one. null: nobody has signed in yet. */
	readonly secondFactor: boolean | null;
	/** Since when this phone waits for its user; null: it does not. */
	readonly waitingSince: number | null;
	/** Why the OpenID provider's answer was not taken, one word; null: nothing was wrong. */
	readonly providerFault: string | null;
}
