import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { profileFaults } from "../protocol/ade/profile-faults.ts";
import { oids } from "../protocol/der/oids.ts";
import { buildCertificate } from "../protocol/x509/build-certificate.ts";
import { buildName } from "../protocol/x509/name.ts";
import { derToPem } from "../protocol/x509/pem.ts";
import { appleProfileOf } from "./apple-profile.ts";
import { profileSettingFaults, tidyProfileSettings } from "./check-profile-settings.ts";
import { defaultProfileSettings, type ProfileSettings, signInWays } from "./profile-settings.ts";

const publicUrl = "https://mdm.example.jp";
const certificate = derToPem(selfSigned(), "CERTIFICATE");

function selfSigned(): Uint8Array {
	const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const name = buildName([{ type: oids.commonName, value: "Configurator" }]);
	const spki = publicKey.export({ format: "der", type: "spki" });
	const rest = { serial: Buffer.of(1), notBefore: 0, notAfter: Date.UTC(2040, 0), spki, extensions: [] };
	return buildCertificate({ subject: name, issuer: name, ...rest }, { key, hash: "sha256" });
}

const profileWith = (change: Partial<ProfileSettings>, name = "Phones") => ({
	id: "p1",
	name,
	settings: tidyProfileSettings({ ...defaultProfileSettings, ...change }),
});
/** As `setting kind`, with the limit or the value. */
const faultsOf = (change: Partial<ProfileSettings>, name?: string) =>
	profileSettingFaults(profileWith(change, name), publicUrl).map(({ setting, kind, limit, value }) =>
		[setting, kind, limit ?? value].filter((part) => part !== null).join(" "),
	);

test("what is there by default is right", () => {
	assert.deepEqual(faultsOf({}), []);
	assert.deepEqual(faultsOf({ signIn: "none", sharedIpad: true, awaitConfiguration: false }), []);
	assert.deepEqual(faultsOf({ pairing: "by-certificate", pairingCertificates: [certificate], locked: true }), []);
});

test("each rule of one setting against another", () => {
	assert.deepEqual(faultsOf({ locked: true, supervised: false, awaitConfiguration: false }), ["locked needs-supervised"]);
	assert.deepEqual(faultsOf({ supervised: false }), ["awaitConfiguration needs-supervised"]);
	assert.deepEqual(faultsOf({ signIn: "legacy" }), ["awaitConfiguration needs-web-or-none"]);
	assert.deepEqual(faultsOf({ signIn: "none", sharedIpad: true }), ["awaitConfiguration not-with-shared-ipad"]);
	assert.deepEqual(faultsOf({ sharedIpad: true, awaitConfiguration: false }), ["sharedIpad needs-no-user"]);
	assert.deepEqual(faultsOf({ signIn: "none", sharedIpad: true, awaitConfiguration: false, supervised: false }), [
		"sharedIpad needs-supervised",
	]);
	assert.deepEqual(faultsOf({ pairing: "by-certificate" }), ["pairingCertificates missing"]);
	assert.deepEqual(faultsOf({ pairing: "deny", pairingCertificates: [certificate] }), ["pairingCertificates needs-pairing-by-certificate"]);
});

test("each limit holds to the character, counted as people count them", () => {
	const limits = { department: 125, supportPhone: 50, supportMail: 250, nameTemplate: 63, description: 1000 } as const;
	for (const [setting, limit] of Object.entries(limits)) {
		const sign = setting === "supportPhone" ? "1" : "𠮷";
		assert.deepEqual(faultsOf({ [setting]: sign.repeat(limit) }), [], setting);
		assert.deepEqual(faultsOf({ [setting]: sign.repeat(limit + 1) }), [`${setting} too-long ${limit}`]);
	}
	assert.deepEqual(faultsOf({}, "部".repeat(125)), []);
	assert.deepEqual(faultsOf({}, "部".repeat(126)), ["name too-long 125"]);
	assert.deepEqual(faultsOf({}, ""), ["name missing"]);
	const ten = Array<string>(10).fill(certificate);
	assert.deepEqual(faultsOf({ pairing: "by-certificate", pairingCertificates: ten }), []);
	assert.deepEqual(faultsOf({ pairing: "by-certificate", pairingCertificates: [...ten, certificate] }), [
		"pairingCertificates too-many 10",
	]);
	const long = `https://${"x".repeat(2000)}.jp`;
	assert.deepEqual(
		profileSettingFaults(profileWith({}), long).map(({ setting, kind }) => `${setting} ${kind}`),
		["address too-long", "address too-long"],
	);
});

test("everything that is wrong is told at once", () => {
	const wrong = {
		signIn: "legacy",
		supervised: false,
		locked: true,
		nameTemplate: "{{IMEI}}-{{SERIAL}}",
		supportPhone: "1".repeat(51),
		pairing: "by-certificate",
		pairingCertificates: [certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"],
		hiddenPanes: ["siri", "Telepathy", "not a key"],
	} as const;
	assert.deepEqual(faultsOf(wrong, " "), [
		"awaitConfiguration needs-supervised",
		"awaitConfiguration needs-web-or-none",
		"pairingCertificates unreadable 2",
		"nameTemplate placeholder-unknown {{IMEI}}",
		"hiddenPanes unreadable not a key",
		"name missing",
		"supportPhone too-long 50",
		"locked needs-supervised",
	]);
});

test("a telephone number as a Japanese keyboard leaves it, several certificates in one file, and panes as somebody spelled them", () => {
	const { settings } = profileWith({
		supportPhone: " ０３ー１２３４−５６７８ ",
		pairingCertificates: [`${certificate}${certificate}`],
		hiddenPanes: ["siri", "SIRI", "Telepathy"],
	});
	assert.equal(settings.supportPhone, "03-1234-5678");
	assert.deepEqual(settings.pairingCertificates, [certificate, certificate]);
	assert.deepEqual(settings.hiddenPanes, ["Siri", "Telepathy"]);
});

test("Apple's keys of a profile, by each setting", () => {
	const service = { publicUrl, anchorCertificates: [Buffer.of(1, 2)], organization: "株式会社サンプル" };
	assert.deepEqual(appleProfileOf(profileWith({ department: "情報システム部", hiddenPanes: ["Siri"] }), service), {
		profile_name: "Phones",
		url: "https://mdm.example.jp/ade/profile/p1",
		configuration_web_url: "https://mdm.example.jp/ade/sign-in/p1",
		anchor_certs: ["AQI="],
		is_supervised: true,
		is_mandatory: true,
		is_mdm_removable: true,
		await_device_configured: true,
		allow_pairing: true,
		department: "情報システム部",
		org_magic: "株式会社サンプル",
		skip_setup_items: ["Siri"],
	});
	const shared = profileWith({
		signIn: "none",
		sharedIpad: true,
		awaitConfiguration: false,
		locked: true,
		pairing: "by-certificate",
		pairingCertificates: [certificate],
		supportPhone: "03-1234-5678",
		supportMail: "it@example.jp",
	});
	assert.deepEqual(appleProfileOf(shared, { publicUrl, anchorCertificates: [], organization: "" }), {
		profile_name: "Phones",
		url: "https://mdm.example.jp/ade/profile/p1",
		is_supervised: true,
		is_mandatory: true,
		is_mdm_removable: false,
		await_device_configured: false,
		is_multi_user: true,
		allow_pairing: false,
		supervising_host_certs: [certificate.replace(/-----.*-----|\s/g, "")],
		support_phone_number: "03-1234-5678",
		support_email_address: "it@example.jp",
		skip_setup_items: [],
	});
	assert.equal(appleProfileOf(profileWith({ signIn: "legacy" }), service).configuration_web_url, undefined);
});

test("what is not found fault with is what Apple takes", () => {
	const text = (limit: number) => fc.string({ unit: "binary", maxLength: limit + 2 });
	const settings = fc.record({
		signIn: fc.constantFrom(...signInWays),
		supervised: fc.boolean(),
		locked: fc.boolean(),
		awaitConfiguration: fc.boolean(),
		sharedIpad: fc.boolean(),
		department: text(125),
		supportPhone: text(50),
		supportMail: text(250),
		nameTemplate: text(63),
	});
	fc.assert(
		fc.property(settings, text(125), (change, name) => {
			const profile = profileWith(change, name);
			const apple = appleProfileOf(profile, { publicUrl, anchorCertificates: [], organization: "x".repeat(300) });
			if (profileSettingFaults(profile, publicUrl).length === 0) assert.deepEqual(profileFaults(apple), []);
		}),
		{ numRuns: 50 },
	);
});
