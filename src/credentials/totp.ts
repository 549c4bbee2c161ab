import { Secret, TOTP } from "otpauth";
import type { Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { ThrottleStore } from "./throttle.ts";

// What every authenticator app understands (RFC 6238 defaults); others are ignored by some of them.
const algorithm = "SHA1";
const digits = 6;
const period = 30;
const stepLength = period * 1000;

/** A new secret for somebody who signs in: `sealed` is kept with the account, `secret` (base 32) and `uri` are shown once, for the authenticator app. */
export function newTotp(
	account: { readonly id: string; readonly name: string },
	issuer: string,
	{ sealer, randomness }: { sealer: Sealer; randomness: Randomness },
): { readonly sealed: Uint8Array; readonly secret: string; readonly uri: string } {
	// RFC 4226 section 4, R6: 160 bits are recommended.
	const bytes = new Uint8Array(randomness.bytes(20));
	const secret = new Secret({ buffer: bytes.buffer });
	const uri = new TOTP({ issuer, label: account.name, issuerInLabel: true, algorithm, digits, period, secret }).toString();
	return { sealed: sealer.seal(bytes, context(account.id)), secret: secret.base32, uri };
}

/**
 * Whether this is the account's one-time code now, or of the step before or after (a phone's clock is seldom exact). A code that was taken is never
 * taken again, nor is an older one (RFC 6238 section 5.2). Run it in a unit of work: reading and keeping the last step must not be torn apart.
 */
export async function acceptCode(
	stores: { readonly throttle: ThrottleStore },
	account: { readonly id: string; readonly totp: Uint8Array },
	typed: string,
	{ now, sealer }: { now: number; sealer: Sealer },
): Promise<boolean> {
	const token = typed.normalize("NFKC").replace(/[\s-]/g, "");
	if (!/^\d{6}$/.test(token)) return false;
	const secret = new Secret({ buffer: new Uint8Array(sealer.open(account.totp, context(account.id))).buffer });
	const delta = TOTP.validate({ token, secret, algorithm, digits, period, timestamp: now, window: 1 });
	if (delta === null) return false;
	const stepAt = (Math.floor(now / stepLength) + delta) * stepLength;
	const key = `code-taken:${account.id}`;
	const last = await stores.throttle.get(key);
	if (last !== undefined && stepAt <= last.lastAt) return false;
	// The store of counters keeps it: nothing failed, `lastAt` is when the step of the last code taken began.
	await stores.throttle.put(key, { failures: 0, firstAt: now, lastAt: stepAt });
	return true;
}

function context(accountId: string): string {
	return `totp:${accountId}`;
}
