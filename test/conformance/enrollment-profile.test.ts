import assert from "node:assert/strict";
import { test } from "node:test";
import { buildEnrollmentProfile, type EnrollmentProfile } from "../../src/protocol/mdm/enrollment-profile.ts";
import { softwareUpdateRequired, unrecognizedDevice, wellKnownFailed } from "../../src/protocol/mdm/error-documents.ts";
import { parseEnrollmentProfile } from "../../src/protocol/mdm/read-enrollment-profile.ts";
import { buildPlist } from "../../src/protocol/plist/build.ts";
import { parsePlist } from "../../src/protocol/plist/parse.ts";
import type { PlistDict, PlistValue } from "../../src/protocol/plist/value.ts";
import { appleSchemas, loadSchema } from "./apple-schema.ts";
import { type Situation, validate } from "./validate.ts";
import { validateProfile } from "./validate-message.ts";

const { skip } = appleSchemas;
const device: Situation = { platform: "iOS", osVersion: "18.1", enrollment: "device", channel: "device", supervised: false };

const profile: EnrollmentProfile = {
	identifier: "jp.example.genkan.enrollment",
	organization: "例株式会社",
	uuids: {
		profile: "A0000000-0000-4000-8000-000000000001",
		mdm: "A0000000-0000-4000-8000-000000000002",
		scep: "A0000000-0000-4000-8000-000000000003",
	},
	texts: {
		displayName: "管理プロファイル",
		description: "会社のデータを守るためのものです。",
		mdmDisplayName: "デバイスの管理",
		scepDisplayName: "デバイスの証明書",
		consent: { default: "I agree", ja: "同意します" },
	},
	mdm: {
		serverUrl: "https://mdm.example.jp/mdm/connect",
		checkInUrl: "https://mdm.example.jp/mdm/checkin",
		topic: "com.apple.mgmt.External.e0bd1eac-1f17-4c8e-8a63-dd17d3dd35d9",
		accessRights: 8191,
		signMessage: true,
		checkOutWhenRemoved: true,
		serverCapabilities: ["com.apple.mdm.token"],
	},
	scep: {
		url: "https://mdm.example.jp/scep",
		name: "genkan",
		subject: [[["CN", "attempt"]], [["O", "例"]]],
		challenge: "once",
		keySize: 2048,
		keyUsage: 5,
		caFingerprint: Buffer.alloc(20, 3),
		retries: 3,
		retryDelay: 5,
	},
	rootCertificates: [
		{ uuid: "A0000000-0000-4000-8000-000000000004", displayName: "Root", der: Buffer.from([0x30, 0]) },
		{ uuid: "A0000000-0000-4000-8000-000000000005", displayName: "Root 2", der: Buffer.from([0x30, 0]) },
	],
};

const asSent = (built: PlistDict) =>
	parsePlist(buildPlist(built)) as PlistDict & { PayloadContent: [PlistDict, PlistDict, PlistDict, PlistDict] };
const found = (built: PlistValue, situation = device) => validateProfile(built, situation).map(({ path, rule }) => `${path} ${rule}`);

test("the enrollment profile and each of its payloads are what Apple's schemas describe, on iOS 13.4 as on 18.1", { skip }, () => {
	assert.deepEqual(found(asSent(buildEnrollmentProfile(profile))), []);
	assert.deepEqual(found(asSent(buildEnrollmentProfile(profile)), { ...device, osVersion: "13.4" }), []);
	const { consent: _, ...texts } = profile.texts;
	const { caFingerprint: __, retries: ___, retryDelay: ____, ...scep } = profile.scep;
	const least = { ...profile, texts, scep, rootCertificates: [], mdm: { ...profile.mdm, serverCapabilities: [] } };
	assert.deepEqual(found(asSent(buildEnrollmentProfile(least))), []);
	assert.equal(parseEnrollmentProfile(asSent(buildEnrollmentProfile(least))).rootCertificates.length, 0);
});

test("the validator finds what is wrong with a profile, and where", { skip }, () => {
	const scepOf = (built: ReturnType<typeof asSent>) => built.PayloadContent[2]["PayloadContent"] as PlistDict;
	const faults: [string, (built: ReturnType<typeof asSent>) => unknown][] = [
		["PayloadUUID missing", (built) => delete built["PayloadUUID"]],
		["PayloadType rangelist", (built) => Object.assign(built, { PayloadType: "Profile Service" })],
		["PayloadVersion rangelist", (built) => Object.assign(built, { PayloadVersion: 2 })],
		["PayloadRemovalDisallowed not-supported", (built) => Object.assign(built, { PayloadRemovalDisallowed: true })],
		["ConsentText.ja type", (built) => Object.assign(built["ConsentText"] as PlistDict, { ja: 1 })],
		["PayloadContent[0].PayloadContent type", (built) => Object.assign(built.PayloadContent[0], { PayloadContent: "MII" })],
		["PayloadContent[1].PayloadIdentifier missing", (built) => delete built.PayloadContent[1]["PayloadIdentifier"]],
		["PayloadContent[2].PayloadContent.URL missing", (built) => delete scepOf(built)["URL"]],
		["PayloadContent[2].PayloadContent.Keysize rangelist", (built) => Object.assign(scepOf(built), { Keysize: 3072 })],
		["PayloadContent[2].PayloadContent.Key Usage type", (built) => Object.assign(scepOf(built), { "Key Usage": "5" })],
		["PayloadContent[2].PayloadContent.KeyUsage unknown-key", (built) => Object.assign(scepOf(built), { KeyUsage: 5 })],
		["PayloadContent[2].PayloadContent.CAFingerprint type", (built) => Object.assign(scepOf(built), { CAFingerprint: "0303" })],
		["PayloadContent[2].PayloadContent.Subject[0][0] repetition", (built) => Object.assign(scepOf(built), { Subject: [[["CN"]]] })],
		["PayloadContent[2].PayloadContent.Subject[0] type", (built) => Object.assign(scepOf(built), { Subject: ["CN"] })],
		["PayloadContent[3].IdentityCertificateUUID missing", (built) => delete built.PayloadContent[3]["IdentityCertificateUUID"]],
		[
			"PayloadContent[3].IdentityCertificateUUID format",
			(built) => Object.assign(built.PayloadContent[3], { IdentityCertificateUUID: "1" }),
		],
		["PayloadContent[3].ServerURL format", (built) => Object.assign(built.PayloadContent[3], { ServerURL: "http://mdm.example.jp" })],
		["PayloadContent[3].AccessRights type", (built) => Object.assign(built.PayloadContent[3], { AccessRights: "8191" })],
		[
			"PayloadContent[3].ServerCapabilities[0] rangelist",
			(built) => Object.assign(built.PayloadContent[3], { ServerCapabilities: ["fly"] }),
		],
		["PayloadContent[3].ManagedAppleID not-supported", (built) => Object.assign(built.PayloadContent[3], { ManagedAppleID: "a@b" })],
		["PayloadContent[3].EnrollmentMode rangelist", (built) => Object.assign(built.PayloadContent[3], { EnrollmentMode: "byod" })],
		["PayloadContent[4] multiple", (built) => (built.PayloadContent as PlistDict[]).push({ ...built.PayloadContent[3] })],
		["PayloadContent[3].PayloadType rangelist", (built) => Object.assign(built.PayloadContent[3], { PayloadType: "com.example.mdm" })],
	];
	for (const [expected, change] of faults) {
		const built = asSent(buildEnrollmentProfile(profile));
		change(built);
		assert.deepEqual(found(built), [expected]);
	}
});

test("error documents are what Apple's schemas describe", { skip }, () => {
	const texts = { message: "m", description: "d" };
	const documents: [string, object][] = [
		["unrecognized.device", unrecognizedDevice()],
		["unrecognized.device", unrecognizedDevice(texts)],
		["softwareupdate.required", softwareUpdateRequired({ osVersion: "18.1" })],
		[
			"softwareupdate.required",
			softwareUpdateRequired({ osVersion: "18.1", buildVersion: "22B83", requireBetaProgram: { description: "b", token: "t" } }, texts),
		],
		["well-known.failed", wellKnownFailed(texts)],
	];
	const check = (name: string, document: object) =>
		validate(JSON.parse(JSON.stringify(document)) as PlistDict, loadSchema(`mdm/errors/${name}.yaml`), device).map(
			({ path, rule }) => `${path} ${rule}`,
		);
	for (const [name, document] of documents) assert.deepEqual(check(name, document), [], name);
	assert.deepEqual(check("softwareupdate.required", { code: "com.apple.softwareupdate.required", details: {} }), [
		"details.OSVersion missing",
	]);
	assert.deepEqual(check("softwareupdate.required", unrecognizedDevice()).sort(), ["code rangelist", "details missing"]);
});
