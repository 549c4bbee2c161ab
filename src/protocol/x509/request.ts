import type { Buffer } from "node:buffer";
import { createPublicKey, type KeyObject } from "node:crypto";
import { oids } from "../der/oids.ts";
import { DerReader } from "../der/reader.ts";
import * as write from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { parseSpki } from "./certificate.ts";
import { type Extension, encodeExtensions, parseExtensions, subjectAltName } from "./extension.ts";
import { type GeneralNames, parseGeneralNames } from "./general-names.ts";
import { type Name, parseName } from "./name.ts";
import { type AlgorithmIdentifier, type Hash, parseAlgorithm, publicKeyFrom, signed, verifySignature } from "./signature.ts";

/** A PKCS#10 request (RFC 2986). All of it is what the requester wishes, not what it may have. */
export interface CertificateRequest {
	readonly der: Uint8Array;
	/** CertificationRequestInfo: what is signed. */
	readonly info: Uint8Array;
	readonly subject: Name;
	readonly spki: Uint8Array;
	/** A secret. null: none. */
	readonly challengePassword: string | null;
	/** By object identifier, from extensionRequest. */
	readonly extensions: ReadonlyMap<string, Extension>;
	readonly subjectAltNames: GeneralNames;
	readonly signatureAlgorithm: AlgorithmIdentifier;
	readonly signature: Uint8Array;
}

/** Parses one DER request. Throws Malformed (`der` or `x509`) and nothing else. The signature is for `verifyRequest`. */
export function parseRequest(der: Uint8Array): CertificateRequest {
	const outermost = new DerReader(der);
	const outer = outermost.sequence();
	outermost.end();
	const infoElement = outer.expect(0x30);
	const signatureAlgorithm = parseAlgorithm(outer);
	const signature = outer.bitString();
	outer.end();

	const info = DerReader.inside(infoElement);
	const versionOffset = info.offset;
	// RFC 2986 knows version 0 only; Apple's own SCEP client has sent 2, so the number is no reason to refuse a device.
	if (info.smallInteger() > 2) throw new Malformed("x509", "version", versionOffset);
	const subject = parseName(info);
	const spki = parseSpki(info);
	// RFC 2986 wants the field even when it is empty; some writers leave it out.
	const attributes = info.optionalExplicit(0);
	info.end();

	const seen = new Set<string>();
	let challengePassword: string | null = null;
	let extensions: ReadonlyMap<string, Extension> = new Map();
	while (attributes && !attributes.atEnd()) {
		const { offset } = attributes;
		const attribute = attributes.sequence();
		const type = attribute.oid();
		const values = attribute.set();
		attribute.end();
		if (type !== oids.challengePassword && type !== oids.extensionRequest) continue;
		// Both have one value (RFC 2985 section 5.4). With two, who checks one and who uses the other could differ.
		if (seen.has(type)) throw new Malformed("x509", "duplicate-attribute", offset);
		seen.add(type);
		if (type === oids.challengePassword) challengePassword = values.string();
		else extensions = parseExtensions(values);
		values.end();
	}
	const names = extensions.get(oids.subjectAltName);
	return {
		der,
		info: infoElement.whole,
		subject,
		spki,
		challengePassword,
		extensions,
		subjectAltNames: names ? parseGeneralNames(names.value) : { dns: [], email: [], uri: [], ip: [], upn: [] },
		signatureAlgorithm,
		signature,
	};
}

/** Whether the requester holds the private key: the request is signed by the key that is in it. */
export function verifyRequest(request: CertificateRequest): boolean {
	const key = publicKeyFrom(request.spki);
	return key !== undefined && verifySignature(request.signatureAlgorithm, key, request.info, request.signature);
}

export interface RequestTemplate {
	readonly subject: { readonly der: Uint8Array };
	/** The private key; RSA or EC. */
	readonly key: KeyObject;
	/** Its public half when the caller has it at hand. */
	readonly spki?: Uint8Array;
	readonly hash?: Hash;
	readonly challengePassword?: string;
	readonly sans?: Partial<GeneralNames>;
}

/** Builds and signs a request: for a push certificate, and for clients of SCEP. */
export function buildRequest(template: RequestTemplate): Buffer {
	const { challengePassword, sans } = template;
	const spki = template.spki ?? createPublicKey(template.key).export({ format: "der", type: "spki" });
	const attributes: Buffer[] = [];
	if (challengePassword !== undefined) {
		const text = write.isPrintable(challengePassword) ? write.printableString(challengePassword) : write.utf8String(challengePassword);
		attributes.push(write.sequence(write.oid(oids.challengePassword), write.set(text)));
	}
	if (sans) {
		attributes.push(write.sequence(write.oid(oids.extensionRequest), write.set(encodeExtensions([subjectAltName(sans)]))));
	}
	const info = write.sequence(write.integer(0), template.subject.der, spki, write.implicit(0, write.setOf(attributes)));
	return signed(info, { key: template.key, hash: template.hash ?? "sha256" });
}
