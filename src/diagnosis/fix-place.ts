import type { FixId } from "../checks/index.ts";

/** Pages of the console, and Apple's own sites, on which a fix is done that no button can do alone. */
export const fixPlaces = [
	"ade-device",
	"apple-business",
	"apple-push-certificates",
	"apple-status",
	"domains",
	"explain",
	"licences",
	"push-certificate",
	"renew-token",
	"service",
	"terms",
	"token",
	"try",
	"user",
	"user-import",
	"users",
] as const;

export type FixPlace = (typeof fixPlaces)[number];

/** A file goes in or comes out, there is only something to see, or somebody has to go to Apple: what the terminal does by a command, a page does. */
const places: Readonly<Partial<Record<FixId | "see-try", FixPlace>>> = {
	"accept-terms-at-apple": "apple-business",
	"ade-doctor-device": "ade-device",
	"assign-server-at-apple": "apple-business",
	"check-apple-account": "apple-business",
	"check-assigned-at-apple": "apple-business",
	"check-server-at-apple": "apple-business",
	"create-dns-record": "domains",
	"download-token-at-apple": "apple-business",
	"exempt-from-second-factor": "user",
	"explain-message": "explain",
	"import-users": "user-import",
	"make-push-request": "push-certificate",
	"publish-service-discovery": "domains",
	"renew-at-apple": "apple-push-certificates",
	"renew-at-apple-as": "apple-push-certificates",
	"renew-token": "renew-token",
	"reset-password": "user",
	"restore-push-certificate": "apple-push-certificates",
	"search-users": "users",
	"see-apple-status": "apple-status",
	"see-try": "try",
	"see-why-not-synced": "token",
	"set-password": "user",
	"show-licences": "licences",
	"show-profile": "token",
	"show-push-certificate": "push-certificate",
	"show-status": "service",
	"show-terms": "terms",
	"show-token": "token",
	"upload-key-at-apple": "renew-token",
	"upload-push-certificate": "push-certificate",
};

/** They say that nobody has to do anything. */
const passing: ReadonlySet<string> = new Set<FixId>([
	"nothing-defined-again",
	"nothing-full-fetch",
	"try-later",
	"wait-for-apple",
	"wait-for-maintenance",
	"wait-for-throttle",
	"wait-then-sign-in",
]);

/** Whether a person does it, with nothing that this service has. */
export const isByHand = ({ id, command }: { readonly id: string; readonly command: unknown }): boolean =>
	command === null && placeOf(id) === null && !passing.has(id);

/** Where the console does this fix; null: with a button of its own, or a person does it by hand. */
export function placeOf(fix: string): FixPlace | null {
	return Object.hasOwn(places, fix) ? (places[fix as FixId] ?? null) : null;
}
