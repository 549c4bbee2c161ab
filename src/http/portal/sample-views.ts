import type { PortalPage, PortalView } from "../../enrollment/portal-view.ts";

/** Views to try the pages on, in tests and on the screen. */
const at = Date.UTC(2026, 3, 7, 5, 12);

const user = { upn: "hanako.sato@example.co.jp", displayName: "佐藤 花子" };

export const samplePages = {
	"sign-in": { kind: "sign-in", upn: "", refusal: null },
	"sign-in-refused": { kind: "sign-in", upn: user.upn, refusal: { code: "sign-in-failed", waitMs: 300_000 } },
	"one-time-code": { kind: "one-time-code", wrong: true },
	terms: {
		kind: "terms",
		terms: [
			{
				id: "byod",
				version: 3,
				title: { en: "Using your own device for work", ja: "個人のデバイスの業務利用について" },
				body: {
					en: "The company manages work settings and apps on this device.\n\nIt can remove them when you leave. It cannot read your messages, photos or browsing history.",
					ja: "会社は、このデバイスにある業務用の設定とアプリを管理します。\n\n退職するときは、会社がそれらを削除します。メッセージ、写真、閲覧履歴を会社が見ることはできません。",
				},
			},
			{ id: "mail", version: 1, title: { en: "Mail", ja: "" }, body: { en: "Keep a passcode set.", ja: "" } },
		],
	},
	install: { kind: "install", atLimit: null, challengeMinutes: 15 },
	"install-at-limit": {
		kind: "install",
		challengeMinutes: 15,
		atLimit: [
			{ id: "1", name: "花子のiPhone", serial: "F2LXK3ABCD12", product: "iPhone14,5", lastSeenAt: at, stale: false },
			{ id: "2", name: "iPad", serial: null, product: "iPad13,4", lastSeenAt: null, stale: true },
		],
	},
	"progress-downloaded": { kind: "progress", stage: "profile-downloaded", downloadedAt: at, expiresAt: at + 900_000 },
	"progress-issued": { kind: "progress", stage: "identity-issued", downloadedAt: at, expiresAt: at + 900_000 },
	"progress-authenticated": { kind: "progress", stage: "authenticated", downloadedAt: at, expiresAt: at + 900_000 },
	managed: { kind: "managed", product: "iPhone15,2", serial: "F2LXK3ABCD12", at },
	provider: { kind: "provider", refused: false },
	"provider-refused": { kind: "provider", refused: true },
	refused: {
		kind: "refused",
		code: "personal-device-blocked",
		at,
		who: ["user", "administrator"],
		saw: { kind: "personal-device-blocked", policy: "Default" },
		retry: false,
	},
	"refused-retry": { kind: "refused", code: "terms-not-accepted", at, who: ["user"], saw: null, retry: true },
	"refused-unknown-code": {
		kind: "refused",
		code: "from-the-future",
		at,
		who: ["apple-manager", "directory", "nobody"],
		saw: null,
		retry: false,
	},
	"reported-cause": {
		kind: "reported",
		from: "person",
		problem: null,
		notes: [],
		meanings: ["connection-not-established"],
		unknown: null,
		judged: {
			causes: [
				{ code: "user-not-licensed", sure: true, who: ["administrator"] },
				{ code: "managed-elsewhere", sure: false, who: ["user"] },
			],
			inOrder: 9,
		},
	},
	"reported-log": {
		kind: "reported",
		from: "log",
		problem: null,
		notes: ["cut-off", "unified-log-inside"],
		meanings: ["apple-service-unreachable"],
		unknown: null,
		judged: { causes: [], inOrder: 1 },
	},
	"reported-stranger": {
		kind: "reported",
		from: "person",
		problem: null,
		notes: [],
		meanings: ["payload-mismatch"],
		unknown: null,
		judged: null,
	},
	"reported-unknown": {
		kind: "reported",
		from: "person",
		problem: null,
		notes: [],
		meanings: [],
		unknown: { typed: "つながらない", near: ["Profile Installation Failed"] },
		judged: { causes: [], inOrder: 0 },
	},
	"reported-problem": { kind: "reported", from: "log", problem: "unified-log", notes: [], meanings: [], unknown: null, judged: null },
	"open-in-safari-computer": { kind: "open-in-safari", address: "https://enroll.example.co.jp/enroll" },
	"open-in-safari-app": { kind: "open-in-safari", address: "https://enroll.example.co.jp/enroll" },
} as const satisfies Record<string, PortalPage>;

export function sampleView(name: keyof typeof samplePages, change: Partial<PortalView> = {}): PortalView {
	const page: PortalPage = samplePages[name];
	const stranger = name.startsWith("sign-in") || name.startsWith("open");
	return {
		reference: "K7-4QPM",
		organization: "サンプル商事株式会社",
		support: { phone: "03-0000-0000", mail: "help@sample.example", site: "https://help.sample.example/" },
		browser:
			name === "open-in-safari-computer"
				? { family: "other", platform: "Windows", safari: false }
				: { family: "iphone", platform: "iOS", safari: name !== "open-in-safari-app" },
		user: stranger ? null : user,
		page,
		...change,
	};
}
