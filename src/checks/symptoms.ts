import type { HealthCode } from "./index.ts";

/** What people notice when a token is in an error state. */
export const symptoms = ["not-syncing", "not-assigning", "not-completing"] as const;

export type Symptom = (typeof symptoms)[number];

const everything: readonly Symptom[] = symptoms;
/** Nothing asked of Apple succeeds; phones that have their profile already go on. */
const talking: readonly Symptom[] = ["not-syncing", "not-assigning"];
const profiles: readonly Symptom[] = ["not-assigning", "not-completing"];

/** Which symptoms each cause brings about; none where nothing is broken yet. */
export const symptomsOf: Readonly<Record<HealthCode, readonly Symptom[]>> = {
	"server-clock-wrong": everything,
	"ade-token-expired": everything,
	"ade-token-invalid": everything,
	"ade-access-denied": everything,
	"ade-terms-not-accepted": everything,
	"apple-hosts-unreachable": talking,
	"ade-server-error": talking,
	"ade-request-refused": talking,
	"ade-cursor-invalid": ["not-syncing"],
	"ade-cursor-expired": ["not-syncing"],
	"ade-cursor-required": ["not-syncing"],
	"ade-profile-not-found": profiles,
	"ade-profile-name-invalid": profiles,
	"ade-support-phone-invalid": profiles,
	"ade-department-invalid": profiles,
	"ade-profile-refused": profiles,
	"ade-profile-older-than-token": profiles,
	"ade-no-default-profile": ["not-assigning"],
	"ade-assignment-failed": profiles,
	"ade-sync-stale": ["not-syncing"],
	"ade-token-expiring": [],
	"ade-not-started": ["not-completing"],
	"ade-stuck-at-sign-in": ["not-completing"],
	"ade-stopped-at-apple": ["not-completing"],
	"apple-service-unreachable": ["not-completing"],
	"push-certificate-expiring": [],
	"ca-certificate-expiring": [],
	"identities-expiring": [],
	"licences-running-out": [],
	"restrictions-admit-nobody": [],
	"restrictions-contradict": [],
	"organization-name-unusual": [],
	"dns-enrollment-cname": [],
	"dns-registration-cname": [],
	"service-discovery-missing": [],
	"server-certificate-expiring": [],
};
