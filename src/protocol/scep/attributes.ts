import { Buffer } from "node:buffer";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import { isPrintable, octetString, printableString, utf8String } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";

/** RFC 8894 section 3.2.1.2. */
const messageTypes = {
	CertRep: 3,
	RenewalReq: 17,
	PKCSReq: 19,
	CertPoll: 20,
	GetCert: 21,
	GetCRL: 22,
} as const;

/** By name; by number where the type has none, such as 18, the UpdateReq of old drafts. */
export type MessageType = keyof typeof messageTypes | number;

/** RFC 8894 section 3.2.1.3. */
const pkiStatuses = { success: 0, failure: 2, pending: 3 } as const;

export type PkiStatus = keyof typeof pkiStatuses;

/** RFC 8894 section 3.2.1.4. */
export const failInfos = { badAlg: 0, badMessageCheck: 1, badRequest: 2, badTime: 3, badCertId: 4 } as const;

export type FailInfo = keyof typeof failInfos;

/** The signed attributes that make a CMS message a pkiMessage (RFC 8894 section 3.2.1); null where the message has none. */
export interface ScepAttributes {
	readonly transactionId: string | null;
	readonly messageType: MessageType | null;
	readonly senderNonce: Uint8Array | null;
	readonly recipientNonce: Uint8Array | null;
	readonly pkiStatus: PkiStatus | null;
	readonly failInfo: FailInfo | null;
	readonly failInfoText: string | null;
}

type Values = ReadonlyMap<string, Uint8Array>;

/** Reads them from the values of signed attributes. Throws Malformed. */
export function readScepAttributes(values: Values): ScepAttributes {
	const type = decimal(values, oids.scepMessageType, "message-type");
	const status = decimal(values, oids.scepPkiStatus, "pki-status");
	const fail = decimal(values, oids.scepFailInfo, "fail-info");
	return {
		transactionId: text(values, oids.scepTransactionID, "transaction-id"),
		messageType: type === null ? null : (nameOf(messageTypes, type) ?? type),
		senderNonce: nonce(values, oids.scepSenderNonce),
		recipientNonce: nonce(values, oids.scepRecipientNonce),
		pkiStatus: status === null ? null : known(pkiStatuses, status, "pki-status"),
		failInfo: fail === null ? null : known(failInfos, fail, "fail-info"),
		failInfoText: text(values, oids.scepFailInfoText, "fail-info-text"),
	};
}

/** What a builder sets; what is left out is not sent. */
export interface ScepAttributeSpec {
	readonly transactionId: string;
	readonly messageType: keyof typeof messageTypes;
	readonly senderNonce: Uint8Array;
	readonly recipientNonce?: Uint8Array;
	readonly pkiStatus?: PkiStatus;
	readonly failInfo?: FailInfo;
	readonly failInfoText?: string;
}

/** The attributes for `buildSignedData`. */
export function scepAttributes(spec: ScepAttributeSpec): { oid: string; value: Uint8Array }[] {
	const attributes: { oid: string; value: Uint8Array }[] = [
		{ oid: oids.scepTransactionID, value: transactionIdValue(spec.transactionId) },
		{ oid: oids.scepMessageType, value: printableString(String(messageTypes[spec.messageType])) },
		{ oid: oids.scepSenderNonce, value: octetString(spec.senderNonce) },
	];
	if (spec.recipientNonce) attributes.push({ oid: oids.scepRecipientNonce, value: octetString(spec.recipientNonce) });
	if (spec.pkiStatus) attributes.push({ oid: oids.scepPkiStatus, value: printableString(String(pkiStatuses[spec.pkiStatus])) });
	if (spec.failInfo) attributes.push({ oid: oids.scepFailInfo, value: printableString(String(failInfos[spec.failInfo])) });
	if (spec.failInfoText) attributes.push({ oid: oids.scepFailInfoText, value: utf8String(spec.failInfoText) });
	return attributes;
}

/** A client's identifier goes back as it came, and not every client keeps to the alphabet of a PrintableString. */
function transactionIdValue(transactionId: string): Uint8Array {
	return isPrintable(transactionId) ? printableString(transactionId) : utf8String(transactionId);
}

function text(values: Values, oid: string, kind: string): string | null {
	const value = values.get(oid);
	if (!value) return null;
	const read = new DerReader(value).string();
	// It is stored and shown. As transactionID clients send a hash in hexadecimal: 32 to 128 characters.
	if (read.length === 0 || read.length > 256) throw new Malformed("scep", kind);
	return read;
}

function decimal(values: Values, oid: string, kind: string): number | null {
	const value = text(values, oid, kind);
	if (value === null) return null;
	if (!/^\d{1,3}$/.test(value)) throw new Malformed("scep", kind);
	return Number(value);
}

/** Nonces have 16 octets (RFC 8894 section 3.2.1.5), but some clients send more or fewer, and it only comes back to them. */
function nonce(values: Values, oid: string): Uint8Array | null {
	const value = values.get(oid);
	if (!value) return null;
	const octets = new DerReader(value).octetString();
	if (octets.length > 64) throw new Malformed("scep", "nonce-length");
	return Buffer.from(octets);
}

function nameOf<K extends string>(table: Readonly<Record<K, number>>, value: number): K | undefined {
	for (const name in table) if (table[name] === value) return name;
	return undefined;
}

function known<K extends string>(table: Readonly<Record<K, number>>, value: number, kind: string): K {
	const name = nameOf(table, value);
	if (!name) throw new Malformed("scep", kind);
	return name;
}
