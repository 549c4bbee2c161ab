import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { buildSignedData } from "../src/protocol/cms/build-signed-data.ts";
import { buildEnrollmentProfile, type EnrollmentProfile } from "../src/protocol/mdm/enrollment-profile.ts";
import { buildPlist } from "../src/protocol/plist/build.ts";
import type { PlistDict } from "../src/protocol/plist/value.ts";
import type { Phone } from "./phone.ts";
import { createAuthority, type SmallServer, startSmallServer } from "./small-server.ts";
import { createTestPhone } from "./test-phone.ts";

let server: SmallServer;
before(async () => {
	server = await startSmallServer();
});
after(() => server.stop());

describe("a profile that the phone refuses before it says a word", () => {
	const mdm = (change: Partial<EnrollmentProfile["mdm"]>) => (profile: EnrollmentProfile) => ({
		...profile,
		mdm: { ...profile.mdm, ...change },
	});
	const plist = (change: (profile: EnrollmentProfile) => EnrollmentProfile) => buildEnrollmentProfile(server.profile(change));
	const payloads = (profile: PlistDict) => profile["PayloadContent"] as PlistDict[];
	const payload = (profile: PlistDict, type: string) => payloads(profile).find((one) => one["PayloadType"] === type) ?? {};
	const same = (profile: EnrollmentProfile) => profile;

	const cases: readonly { what: string; domain?: string; code: number; profile: () => PlistDict }[] = [
		{ what: "a topic that is no push topic", code: 12022, profile: () => plist(mdm({ topic: "com.example.mdm" })) },
		{ what: "ServerURL without https", code: 12034, profile: () => plist(mdm({ serverUrl: "http://127.0.0.1/mdm" })) },
		{ what: "CheckInURL without https", code: 12034, profile: () => plist(mdm({ checkInUrl: "http://127.0.0.1/checkin" })) },
		{
			what: "no access rights at all",
			code: 12000,
			profile() {
				const profile = plist(same);
				payload(profile, "com.apple.mdm")["AccessRights"] = 0;
				return profile;
			},
		},
		{
			what: "an identity that names no SCEP payload",
			code: 12005,
			profile() {
				const profile = plist(same);
				payload(profile, "com.apple.mdm")["IdentityCertificateUUID"] = "00000000-0000-0000-0000-000000000000";
				return profile;
			},
		},
		{
			what: "two management payloads",
			code: 12001,
			profile() {
				const profile = plist(same);
				payloads(profile).push({ ...payload(profile, "com.apple.mdm") });
				return profile;
			},
		},
		{
			what: "no IdentityCertificateUUID",
			domain: "MCPayloadErrorDomain",
			code: 2002,
			profile() {
				const profile = plist(same);
				delete payload(profile, "com.apple.mdm")["IdentityCertificateUUID"];
				return profile;
			},
		},
		{
			what: "no management payload",
			domain: "MCProfileErrorDomain",
			code: 1000,
			profile() {
				const profile = plist(same);
				profile["PayloadContent"] = [payload(profile, "com.apple.security.scep")];
				return profile;
			},
		},
	];
	for (const { what, domain = "MCMDMErrorDomain", code, profile } of cases) {
		test(`${what}: ${code}`, async () => {
			const seen = [server.received.length, server.scep.length];
			const phone = createTestPhone(server);
			const refused = await phone.installProfile(buildPlist(profile()));
			assert.ok(!refused.ok);
			assert.deepEqual([refused.domain, refused.code], [domain, code]);
			assert.deepEqual([server.received.length, server.scep.length], seen);
			phone.close();
		});
	}

	test("the missing field is named on the screen", async () => {
		const phone = createTestPhone(server, { language: "en" });
		const profile = plist(same);
		delete payload(profile, "com.apple.mdm")["IdentityCertificateUUID"];
		const refused = await phone.installProfile(buildPlist(profile));
		assert.ok(!refused.ok);
		assert.equal(refused.shown, "Profile Installation Failed. The required field “IdentityCertificateUUID” is missing.");
		phone.close();
	});
});

describe("a second management profile", () => {
	let phone: Phone;
	let first: EnrollmentProfile;
	before(async () => {
		phone = createTestPhone(server);
		first = server.profile((profile) => ({ ...profile, mdm: { ...profile.mdm, accessRights: 4099 } }));
		assert.equal((await phone.installProfile(server.signed(first))).ok, true);
	});
	after(() => phone.close());

	const changed = (change: Partial<EnrollmentProfile["mdm"]>) => server.signed({ ...first, mdm: { ...first.mdm, ...change } });

	for (const [what, change] of [
		["another topic", { topic: "com.apple.mgmt.External.2" }],
		["another ServerURL", { serverUrl: "https://mdm.example.org/mdm" }],
		["another CheckInURL", { checkInUrl: "https://mdm.example.org/checkin" }],
		["more rights", { accessRights: 8191 }],
	] as const) {
		test(`${what}: 12012`, async () => {
			const before = phone.identity();
			const refused = await phone.installProfile(changed(change));
			assert.ok(!refused.ok);
			assert.deepEqual([refused.domain, refused.code], ["MCMDMErrorDomain", 12012]);
			assert.equal(refused.texts.en, "Profile Installation Failed. The new MDM payload does not match the old payload.");
			assert.equal(refused.shown, "プロファイルのインストールに失敗しました。 新しい MDM ペイロードが古いペイロードと一致しません。");
			assert.equal(phone.identity(), before, "the old management stands");
		});
	}

	test("of another provider: 12001", async () => {
		const refused = await phone.installProfile(server.signed({ ...first, identifier: "org.another.enrollment" }));
		assert.ok(!refused.ok);
		assert.deepEqual([refused.domain, refused.code], ["MCMDMErrorDomain", 12001]);
	});

	test("signed by another certificate: 4008", async () => {
		const other = createAuthority("Another signer");
		const content = buildPlist(buildEnrollmentProfile(first));
		const refused = await phone.installProfile(
			buildSignedData({ content, certificates: [other.certificate], signer: other, hash: "sha256" }),
		);
		assert.ok(!refused.ok);
		assert.deepEqual([refused.domain, refused.code], ["MCInstallationErrorDomain", 4008]);
	});

	test("the same with fewer rights takes its place, with a new identity", async () => {
		const before = phone.identity();
		assert.equal((await phone.installProfile(changed({ accessRights: 3 }))).ok, true);
		assert.notDeepEqual(phone.identity()?.certificate, before?.certificate);
		assert.equal(phone.state().profile?.mdm.accessRights, 3);
	});

	test("after Remove Management any may come", async () => {
		await phone.removeManagement();
		assert.equal((await phone.installProfile(changed({ topic: "com.apple.mgmt.External.2" }))).ok, true);
	});
});
