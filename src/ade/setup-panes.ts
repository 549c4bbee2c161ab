/** A pane of Setup Assistant on iPhone and iPad that a profile may hide. Versions are of iOS and iPadOS. */
export interface SetupPane {
	/** The system that first shows it; older ones take no notice of its key. */
	readonly since: string;
	/** From this system on it is not shown any more, whatever a profile says. */
	readonly gone?: string;
}

/** By Apple's skip key (Apple, other/skipkeys.yaml, and its schema for iOS 27), in the order in which people look for them. */
export const setupPanes = {
	Passcode: { since: "7.0" },
	Biometric: { since: "8.1" },
	AppleID: { since: "7.0" },
	Restore: { since: "7.0" },
	RestoreCompleted: { since: "14.0" },
	DeviceToDeviceMigration: { since: "12.4" },
	Android: { since: "9.0" },
	WatchMigration: { since: "11.0" },
	TOS: { since: "7.0" },
	Location: { since: "7.0" },
	Payment: { since: "8.1" },
	Siri: { since: "7.0" },
	Intelligence: { since: "18.0" },
	Diagnostics: { since: "7.0" },
	Privacy: { since: "11.3" },
	ScreenTime: { since: "12.0" },
	WebContentFiltering: { since: "18.2" },
	SafetyAndHandling: { since: "18.4" },
	Safety: { since: "16.0" },
	EnableLockdownMode: { since: "17.1" },
	SIMSetup: { since: "12.0" },
	MessagingActivationUsingPhoneNumber: { since: "10.0" },
	iMessageAndFaceTime: { since: "12.0" },
	SoftwareUpdate: { since: "12.0" },
	UpdateCompleted: { since: "14.0" },
	AppStore: { since: "14.3" },
	Appearance: { since: "13.0" },
	AccessibilityAppearance: { since: "17.0" },
	LiquidGlass: { since: "27.0" },
	Keyboard: { since: "13.0" },
	SpokenLanguage: { since: "13.0" },
	TermsOfAddress: { since: "16.0" },
	ActionButton: { since: "17.0" },
	CameraButton: { since: "18.0" },
	Multitasking: { since: "26.0" },
	OSShowcase: { since: "26.0" },
	Welcome: { since: "13.0" },
	Zoom: { since: "8.3", gone: "17.0" },
	DisplayTone: { since: "9.3.2", gone: "15.0" },
	HomeButtonSensitivity: { since: "10.0", gone: "15.0" },
	OnBoarding: { since: "11.0", gone: "14.0" },
} as const satisfies Readonly<Record<string, SetupPane>>;

export type SetupPaneKey = keyof typeof setupPanes;

const known = new Map(Object.keys(setupPanes).map((key) => [key.toLowerCase(), key]));

/**
 * Skip keys as Apple spells them, each once, in the order given. A key that is not in the table is kept as it was typed: Apple adds panes every year, and
 * a device passes over those that it does not know.
 */
export function spellPanes(keys: readonly string[]): readonly string[] {
	return [...new Set(keys.map((key) => known.get(key.trim().toLowerCase()) ?? key.trim()))];
}

/** Whether it is in the table. */
export function isKnownPane(key: string): key is SetupPaneKey {
	return Object.hasOwn(setupPanes, key);
}
