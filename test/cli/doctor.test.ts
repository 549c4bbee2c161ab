import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import type { Stores } from "../../src/store/open.ts";
import { wordsOf } from "../e2e/failures/typed-command.ts";
import { certificate, device } from "../store/rows.ts";
import { done, file, prepare } from "./commands-fixture.ts";
import { commandLine, testNow } from "./terminal-fixture.ts";

const day = 24 * 3_600_000;
const hour = 3_600_000;

interface Told {
	readonly state: string;
	readonly errors: number;
	readonly warnings: number;
	readonly subjects: readonly {
		readonly about: string;
		readonly name: string;
		readonly state: string;
		readonly wrong: readonly {
			readonly code: string;
			readonly severity: string;
			readonly since: string | null;
			readonly fixes: readonly { readonly title: string; readonly command: string | null }[];
		}[];
	}[];
}

/** An organisation in which everything that is stored is in order. `push` installs a certificate that lasts so many days. */
async function inOrder(t: TestContext) {
	const issuer = createStandInIssuer({ now: testNow });
	const issuerFile = join(commandLine(t).folder, "issuer.pem");
	writeFileSync(issuerFile, issuer.certificatePem);
	const line = commandLine(t, { GENKAN_STAND_IN_PUSH_ISSUER_FILE: issuerFile });
	const push = async (days: number) => {
		const csr = join(line.folder, `push-${line.now}-${days}.csr`);
		await done(line, "push-certificate", "csr", "--out", csr);
		const [csrDer = new Uint8Array()] = pemToDer(readFileSync(csr, "utf8"), "CERTIFICATE REQUEST");
		const notAfter = line.now + days * day;
		const pem = issuer.issuePushCertificate({ csrDer, topicUid: "one", notBefore: line.now - day, notAfter });
		await done(line, "push-certificate", "upload", file(line, "push.pem", pem), "--apple-id", "mdm@contoso.com");
	};
	await done(line, "authority", "set", "intune");
	await done(line, "licences", "plan", "INTUNE_A", "--seats", "100");
	await done(line, "users", "add", "hanako@contoso.com", "--name", "佐藤 花子");
	await push(365);
	const doctor = async (code: number) => {
		const said = await line.run("doctor", "--offline", "--json");
		assert.equal(said.code, code, said.out + said.err);
		return JSON.parse(said.out) as Told;
	};
	const wrong = async (code: number) => (await doctor(code)).subjects.flatMap((subject) => subject.wrong);
	return { line, push, doctor, wrong };
}

type Place = Awaited<ReturnType<typeof inOrder>>;

interface Trouble {
	readonly code: string;
	readonly severity: "warning" | "error";
	/** Commands that break it, or what no command does. */
	readonly breaks: readonly (readonly string[])[] | ((place: Place) => Promise<unknown>);
	/** What takes the place of what the fix leaves open, and which of the fixes it is. */
	readonly fills?: Readonly<Record<string, string>>;
	readonly fix?: number;
	/** Mends it where no command does. */
	readonly mends?: (place: Place) => Promise<unknown>;
}

const stored = (unit: (stores: Stores) => Promise<unknown>) => (place: Place) => prepare(place.line, unit);
const later =
	(ms: number): Trouble["breaks"] =>
	async ({ line }) => {
		line.now += ms;
	};
const emptyGroup = (name: string) => [
	["groups", "add", "hanako@contoso.com", name],
	["groups", "remove", "hanako@contoso.com", name],
];
const blocked = ["restrictions", "set", "Default", "--block-personal"] as const;
const sales = ["restrictions", "create", "Sales", "--kind", "platform", "--group", "Sales"] as const;

const troubles: readonly Trouble[] = [
	{ code: "in-maintenance", severity: "warning", breaks: [["maintenance", "on"]] },
	{ code: "push-certificate-expiring", severity: "warning", breaks: later(336 * day), mends: ({ push }) => push(365) },
	{ code: "push-certificate-expiring", severity: "error", breaks: later(364 * day + hour), mends: ({ push }) => push(365) },
	{ code: "push-certificate-expired", severity: "error", breaks: later(366 * day), mends: ({ push }) => push(365) },
	{ code: "licences-running-out", severity: "error", breaks: [["licences", "seats", "INTUNE_A", "0"]] },
	{
		code: "licences-running-out",
		severity: "error",
		breaks: [
			["licences", "seats", "INTUNE_A", "1"],
			["users", "add", "taro@contoso.com", "--name", "山田 太郎"],
			["licences", "assign", "hanako@contoso.com", "--plan", "INTUNE_A"],
			["licences", "assign", "taro@contoso.com", "--plan", "INTUNE_A"],
		],
	},
	{
		code: "licences-running-out",
		severity: "error",
		breaks: [["licences", "plan", "INTUNE_A", "--authority", "sccm"]],
		fills: { PLAN: "OTHER", NUMBER: "5" },
	},
	{ code: "restrictions-admit-nobody", severity: "error", breaks: [["restrictions", "set", "Default", "--block-ios"]] },
	{ code: "restrictions-admit-nobody", severity: "error", breaks: [blocked] },
	{ code: "restrictions-admit-nobody", severity: "error", breaks: [blocked], fix: 1, fills: { SERIAL: "F2LXG0PAG1" } },
	{
		code: "restrictions-admit-nobody",
		severity: "error",
		breaks: [["enrollment-types", "set", "Default", "--block", "web,ade-sign-in,ade-userless"]],
	},
	{
		code: "restrictions-admit-nobody",
		severity: "error",
		breaks: [...emptyGroup("Phones"), ["enrollment-group", "set", "Phones"]],
		fills: { UPN: "hanako@contoso.com" },
	},
	{
		code: "restrictions-admit-nobody",
		severity: "error",
		breaks: [...emptyGroup("Phones"), ["enrollment-group", "set", "Phones"]],
		fix: 1,
	},
	{
		code: "restrictions-admit-nobody",
		severity: "error",
		breaks: stored((stores) =>
			stores.policies.upsert({
				...{ id: "default-platform-restriction", kind: "platform-restriction", name: "Default", priority: null, groupIds: [] },
				settings: JSON.stringify({ platformBlocked: false, personalBlocked: false, osMinimum: "18", osMaximum: "17" }),
				...{ createdAt: 1, updatedAt: 1 },
			}),
		),
	},
	{
		code: "restrictions-contradict",
		severity: "warning",
		breaks: [["restrictions", "create", "Sales", "--kind", "platform"]],
		fix: 1,
	},
	{
		code: "restrictions-contradict",
		severity: "warning",
		breaks: [...emptyGroup("Sales"), sales],
		fills: { UPN: "hanako@contoso.com" },
	},
	{
		code: "restrictions-contradict",
		severity: "warning",
		breaks: [
			["groups", "add", "hanako@contoso.com", "Sales"],
			sales,
			["restrictions", "create", "All of Sales", "--kind", "platform", "--group", "Sales"],
		],
		fix: 1,
	},
	{ code: "organization-name-unusual", severity: "warning", breaks: [["organization", "set", "--name", "A&B <東京>"]] },
	{
		code: "identities-expiring",
		severity: "warning",
		breaks: stored(async (stores) => {
			await stores.certificates.insert(certificate("c", { fingerprint: "fingerprint-d", notAfter: testNow + 3 * day, deviceId: "d" }));
			await stores.devices.insert(device("d", { name: "花子のiPhone", serial: "F2LXG0PAG1", topic: "com.apple.mgmt.External.one" }));
		}),
		mends: (place) =>
			prepare(place.line, async (stores) => {
				await stores.certificates.insert(certificate("new", { fingerprint: "renewed", notAfter: testNow + 400 * day, deviceId: "d" }));
				await stores.devices.update("d", { fingerprint: "renewed" });
			}),
	},
];

async function breakIt({ breaks }: Trouble, place: Place): Promise<void> {
	if (typeof breaks === "function") await breaks(place);
	else for (const words of breaks) await done(place.line, ...words);
}

for (const [index, trouble] of troubles.entries()) {
	test(`${trouble.code} is found before anybody fails, and mended by what doctor says (${index + 1})`, async (t) => {
		const place = await inOrder(t);
		assert.deepEqual(await place.wrong(0), []);
		await breakIt(trouble, place);
		const found = (await place.wrong(trouble.severity === "error" ? 1 : 0)).filter(({ code }) => code === trouble.code);
		assert.deepEqual(
			found.map(({ severity }) => severity),
			[trouble.severity],
		);
		assert.equal(found[0]?.since, new Date(place.line.now).toISOString());
		assert.deepEqual(
			(await place.wrong(trouble.severity === "error" ? 1 : 0)).map(({ code }) => code),
			[trouble.code],
			"nothing else is claimed",
		);
		if (trouble.mends === undefined) {
			const fix = found[0]?.fixes[trouble.fix ?? 0]?.command ?? assert.fail("no command");
			const [, ...words] = wordsOf(fix).map((word) => trouble.fills?.[word] ?? word);
			place.line.now++;
			const { code, out, err } = await place.line.run(...words, "--json");
			assert.equal(code, 0, err);
			assert.match(err, new RegExp(`^This mended: .* \\(${trouble.code}\\)$`, "m"));
			assert.deepEqual(JSON.parse(out).mended, [trouble.code]);
			const [newest] = await place.line.json<{ readonly mended: readonly { readonly code: string }[] }>("audit", "--limit", "1");
			assert.deepEqual(
				newest?.mended.map((one) => one.code),
				[trouble.code],
				"and it is on record",
			);
		} else await trouble.mends(place);
		assert.deepEqual(await place.wrong(0), [], "it is mended");
	});
}

test("a certificate authority near its end is told a year before, and nobody is promised a command for it", async (t) => {
	const place = await inOrder(t);
	// Made when a profile is first written.
	await done(place.line, "profile", "export", "--out", join(place.line.folder, "p.mobileconfig")).catch(() => undefined);
	await place.line.run("doctor");
	place.line.now += 19.5 * 365 * day;
	const found = (await place.doctor(1)).subjects.flatMap(({ wrong }) => wrong).find(({ code }) => code === "ca-certificate-expiring");
	assert.equal(found?.severity, "warning");
	assert.deepEqual(
		found?.fixes.map(({ command }) => command),
		[null],
	);
});

test("a person reads the verdict first, then what is wrong with who and how; what is well takes a line", async (t) => {
	const { line } = await inOrder(t);
	await done(line, "organization", "set", "--name", "玄関商事");
	await done(line, "domains", "verify", "contoso.com");
	const well = await line.run("doctor", "--offline");
	assert.equal(well.code, 0);
	assert.match(well.out, /^Nothing is wrong, as far as could be found out\. Not known: \d+\.\n/);
	assert.match(well.out, /\? contoso\.com/);
	assert.match(well.err, /Nothing was looked at outside/);
	await done(line, "restrictions", "set", "Default", "--block-ios");
	const said = await line.run("doctor", "--offline", "--lang", "ja");
	assert.equal(said.code, 1);
	assert.match(
		said.out,
		/^問題があります。エラー: 1件、警告: 0件。\n\n✗ 玄関商事[\s\S]*✗ 制限により[\s\S]*restrictions-admit-nobody\n[\s\S]*対応者: 管理者\n[\s\S]*genkan restrictions set Default --allow-ios/,
	);
	assert.doesNotMatch(said.out, /プッシュ証明書は/);
	assert.match((await line.run("doctor", "--offline", "--lang", "ja", "--all")).out, /✓ プッシュ証明書は/);
});

test("many domains in order are one line, and one that is wrong is not lost among them", async (t) => {
	const { line, doctor } = await inOrder(t);
	await prepare(line, async ({ domains }) => {
		for (let n = 0; n < 60; n++) await domains.upsert({ name: `d${n}.example`, verified: true, addedAt: 1 });
	});
	assert.equal((await doctor(0)).subjects.length, 61);
});
