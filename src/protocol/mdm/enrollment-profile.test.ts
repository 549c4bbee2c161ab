import assert from "node:assert/strict";
import { test } from "node:test";
import { Malformed } from "../malformed.ts";
import { buildPlist } from "../plist/build.ts";
import type { PlistDict } from "../plist/value.ts";
import { ACCESS_RIGHTS, ALL_ACCESS_RIGHTS, accessRightNames, accessRightsProblem } from "./access-rights.ts";
import { buildEnrollmentProfile, type EnrollmentProfile } from "./enrollment-profile.ts";
import { refusalDocument, softwareUpdateRequired, unrecognizedDevice, wellKnownFailed } from "./error-documents.ts";
import { parseEnrollmentProfile } from "./read-enrollment-profile.ts";

const profile: EnrollmentProfile = {
	identifier: "jp.example.genkan.enrollment",
	organization: "例株式会社\u0007",
	uuids: {
		profile: "A0000000-0000-4000-8000-000000000001",
		mdm: "A0000000-0000-4000-8000-000000000002",
		scep: "A0000000-0000-4000-8000-000000000003",
	},
	texts: { displayName: "管理プロファイル", description: "…", consent: { default: "I agree", ja: "同意します" } },
	mdm: {
		serverUrl: "https://mdm.example.jp/mdm/connect",
		checkInUrl: "https://mdm.example.jp/mdm/checkin",
		topic: "com.apple.mgmt.External.e0bd1eac-1f17-4c8e-8a63-dd17d3dd35d9",
		accessRights: ALL_ACCESS_RIGHTS,
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
	rootCertificates: [{ uuid: "A0000000-0000-4000-8000-000000000004", displayName: "Root", der: Buffer.from([0x30, 0]) }],
};

test("a device reads from the profile what was put into it", () => {
	const read = parseEnrollmentProfile(buildPlist(buildEnrollmentProfile(profile)));
	assert.equal(read.identifier, profile.identifier);
	assert.equal(read.uuid, profile.uuids.profile);
	assert.equal(read.organization, "例株式会社\ufffd");
	assert.deepEqual({ ...read.consent }, profile.texts.consent);
	assert.deepEqual(read.mdm, { ...profile.mdm, identityCertificateUuid: profile.uuids.scep });
	assert.deepEqual(read.scep, { ...profile.scep, keyType: "RSA" });
	assert.deepEqual(read.rootCertificates, [Buffer.from([0x30, 0])]);
	const bare = parseEnrollmentProfile(
		buildEnrollmentProfile({ ...profile, rootCertificates: [], mdm: { ...profile.mdm, serverCapabilities: [] } }),
	);
	assert.deepEqual(bare.rootCertificates, []);
	assert.deepEqual(bare.mdm.serverCapabilities, []);
});

test("payload identifiers and UUIDs are unique within the profile", () => {
	const built = buildEnrollmentProfile({
		...profile,
		rootCertificates: [...profile.rootCertificates, { uuid: "B", displayName: "R2", der: Buffer.from([1]) }],
	});
	const payloads = [built, ...(built["PayloadContent"] as PlistDict[])];
	for (const key of ["PayloadIdentifier", "PayloadUUID"]) assert.equal(new Set(payloads.map((payload) => payload[key])).size, 5, key);
});

test("a profile that a device would call invalid is refused, by its fault", () => {
	const built = () => structuredClone(buildEnrollmentProfile(profile)) as PlistDict & { PayloadContent: PlistDict[] };
	const faults: [string, (broken: ReturnType<typeof built>) => void][] = [
		["missing:com.apple.mdm", (broken) => broken.PayloadContent.pop()],
		["several:com.apple.mdm", (broken) => broken.PayloadContent.push({ ...broken.PayloadContent[2] })],
		["identity-payload-not-found", (broken) => Object.assign(broken.PayloadContent[1] as PlistDict, { PayloadUUID: "other" })],
		["missing:IdentityCertificateUUID", (broken) => delete broken.PayloadContent[2]?.["IdentityCertificateUUID"]],
		["missing:ServerURL", (broken) => delete broken.PayloadContent[2]?.["ServerURL"]],
		["missing:URL", (broken) => Object.assign(broken.PayloadContent[1]?.["PayloadContent"] as PlistDict, { URL: "" })],
		["wrong-type:Subject", (broken) => Object.assign(broken.PayloadContent[1]?.["PayloadContent"] as PlistDict, { Subject: [[["CN"]]] })],
		["wrong-type:PayloadContent", (broken) => Object.assign(broken, { PayloadContent: {} })],
		["wrong-type:PayloadType", (broken) => Object.assign(broken, { PayloadType: "Profile Service" })],
	];
	for (const [kind, change] of faults) {
		const broken = built();
		change(broken);
		assert.throws(
			() => parseEnrollmentProfile(broken),
			(error) => error instanceof Malformed && error.kind === kind,
			kind,
		);
	}
});

test("access rights: names, bits and the rule", () => {
	assert.equal(ALL_ACCESS_RIGHTS, 8191);
	assert.equal(accessRightsProblem(8191), undefined);
	assert.equal(accessRightsProblem(ACCESS_RIGHTS.AllowQueryDeviceInformation), undefined);
	for (const rights of [0, -1, 1.5, 8192, Number.NaN]) assert.equal(accessRightsProblem(rights), "out-of-range");
	assert.equal(accessRightsProblem(2), "install-profiles-needs-inspect");
	assert.equal(accessRightsProblem(128), "install-provisioning-needs-inspect");
	assert.deepEqual(accessRightNames(1 | 4096), ["AllowInspection", "AllowAppInstallation"]);
	assert.throws(() => buildEnrollmentProfile({ ...profile, mdm: { ...profile.mdm, accessRights: 2 } }));
});

test("error documents", () => {
	assert.deepEqual(unrecognizedDevice(), { code: "com.apple.unrecognized.device" });
	assert.deepEqual(softwareUpdateRequired({ osVersion: "18.1" }, { message: "m" }), {
		code: "com.apple.softwareupdate.required",
		message: "m",
		details: { OSVersion: "18.1" },
	});
	assert.deepEqual(wellKnownFailed({ message: "m", description: "d" }), {
		code: "com.apple.well-known.failed",
		message: "m",
		description: "d",
	});
	assert.deepEqual(refusalDocument("device-cap-reached", { message: "m" }), { code: "device-cap-reached", message: "m" });
	assert.throws(() => refusalDocument("com.apple.unrecognized.device", { message: "m" }));
});
