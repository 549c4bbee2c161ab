import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createStandInIssuer } from "../../simulator/apple-issuer.ts";
import { commands } from "../../src/cli/commands.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import { openStore } from "../../src/store/open.ts";
import { managedDevice } from "../devices/device-fixture.ts";
import { adeCases } from "./ade-change-cases.ts";
import { type ChangeCase, copyData, playChange } from "./changes-fixture.ts";
import { done, file, phone, sealedUnlockToken } from "./commands-fixture.ts";
import { type CommandLine, commandLine, testNow } from "./terminal-fixture.ts";

const day = 86_400_000;
const taro = "taro@contoso.com";
const hanako = "hanako@contoso.com";
const terms = (word: string) => `# en: Terms

${word}

# ja: 使用条件

${word}です
`;

interface Base {
	readonly line: CommandLine;
	readonly environment: Readonly<Record<string, string>>;
}

/** An organisation in which there is something of everything. */
async function makeBase(t: TestContext): Promise<Base> {
	const { folder } = commandLine(t);
	const issuer = createStandInIssuer({ now: testNow });
	const environment = {
		GENKAN_PUBLIC_URL: "https://mdm.contoso.example",
		GENKAN_STAND_IN_PUSH_ISSUER_FILE: file({ folder } as CommandLine, "issuer.pem", issuer.certificatePem),
	};
	const line = commandLine(t, environment);
	const users = `upn,displayName,password,groups,licences\n${taro},山田 太郎,pass-word-1,営業,INTUNE_A\n${hanako},佐藤 花子,,,\n`;
	for (const words of [
		["authority", "set", "intune"],
		["licences", "plan", "INTUNE_A", "--seats", "3"],
		["domains", "verify", "contoso.com"],
		["domains", "add", "unverified.example"],
		["users", "import", file(line, "users.csv", users)],
		["restrictions", "create", "Sales", "--kind", "platform", "--group", "営業", "--block-personal", "--os-min", "17.0"],
		["restrictions", "create", "Few", "--kind", "limit", "--group", "営業", "--limit", "2"],
		["restrictions", "create", "Other", "--kind", "limit"],
		["restrictions", "create", "Ways", "--kind", "types", "--allow", "web"],
		["devices", "block", "C02BLOCKED01", "--reason=--lost, 'it' says"],
		["corporate-identifiers", "add", "C02OWNED0001", "--details", "shelf 3"],
		["terms", "set", file(line, "terms.md", terms("first"))],
		["push-certificate", "csr", "--out", join(line.folder, "push.csr")],
	])
		await done(line, ...words);
	const [csrDer = new Uint8Array()] = pemToDer(readFileSync(join(line.folder, "push.csr"), "utf8"), "CERTIFICATE REQUEST");
	const pem = (days: number) =>
		issuer.issuePushCertificate({ csrDer, topicUid: "one", notBefore: testNow - day, notAfter: testNow + days * day });
	await done(line, "push-certificate", "upload", file(line, "push.pem", pem(365)));
	file(line, "renewed.pem", pem(400));
	file(line, "more-users.csv", `upn,displayName,groups\njiro@contoso.com,鈴木 次郎,開発\n`);
	file(line, "more-serials.csv", "C02FROMFILE1,\n");
	file(line, "terms-2.md", terms("second"));
	const store = await openStore({ kind: "sqlite", file: join(line.data, "genkan.sqlite") });
	const unlockToken = sealedUnlockToken(line, phone.id);
	const supervised = JSON.stringify({ at: 1, isSupervised: true });
	const office = { ...managedDevice("01a2000d-a239-7569-8efe-f8480e04cc5d"), serial: "C02OFFICE001", name: "Reception" };
	await store.write(async (stores) => {
		await stores.devices.insert({ ...phone, unlockToken });
		await stores.devices.insert({ ...office, information: { DeviceInformation: supervised } });
	});
	await store.close();
	return { line, environment };
}

const long = "new-secret that is long";
const twoOwners = ["hanako", "kenji"].map((name) => ["administrators", "add", name, "--role", "owner"]);

const here = (folder: string): readonly ChangeCase[] => {
	const path = (name: string) => join(folder, name);
	return [
		{ name: "administrators setup-code", words: [], undo: "none", again: "changes" },
		{
			...{ name: "administrators add", words: ["misaki", "--role", "helpdesk"], input: `${long}\n` },
			...{ undo: ["administrators"], again: "refused" },
		},
		{ name: "administrators role", words: ["kenji", "readonly"], first: twoOwners, undo: ["administrators"], again: "nothing" },
		{ name: "administrators disable", words: ["kenji"], first: twoOwners, undo: ["administrators"], again: "nothing" },
		{
			...{ name: "administrators enable", words: ["kenji"], first: [...twoOwners, ["administrators", "disable", "kenji"]] },
			...{ undo: ["administrators"], again: "nothing" },
		},
		{ name: "administrators reset", words: ["kenji"], first: twoOwners, input: `${long}\n`, undo: "none", again: "changes" },
		{ name: "authority set", words: ["sccm"], undo: "back", again: "nothing" },
		{ name: "licences plan", words: ["INTUNE_A", "--name", "New name", "--seats", "5"], undo: "back", again: "nothing" },
		{ name: "licences plan", words: ["INTUNE_B", "--seats", "5"], undo: "none", again: "nothing" },
		{ name: "licences seats", words: ["INTUNE_A", "7"], undo: "back", again: "nothing" },
		{ name: "licences assign", words: [hanako, "--plan", "intune_a"], undo: "back", again: "nothing" },
		{ name: "licences unassign", words: [taro, "--plan", "INTUNE_A"], undo: "back", again: "nothing" },
		{ name: "devices block", words: ["C02NEW000001", "--reason", "stolen"], undo: "back", again: "nothing" },
		{ name: "devices block", words: ["C02BLOCKED01", "--reason", "another reason"], undo: "back", again: "nothing" },
		{ name: "devices unblock", words: ["C02BLOCKED01"], undo: "back", again: "nothing" },
		{ name: "devices retire", words: [phone.serial ?? ""], undo: "none", again: "refused" },
		{ name: "devices lock", words: [phone.serial ?? ""], undo: "none", again: "changes" },
		{ name: "devices sync", words: [phone.serial ?? ""], undo: "none", again: "changes" },
		{ name: "devices clear-passcode", words: [phone.serial ?? ""], undo: "none", again: "changes" },
		{ name: "devices rename", words: [phone.serial ?? "", "受付のiPhone"], undo: "back", again: "nothing" },
		{
			...{ name: "devices rename", first: [["devices", "rename", phone.serial ?? "", "--", "--odd name"]] },
			...{ words: [phone.serial ?? ""], undo: "back", again: "nothing" },
		},
		// What was sent stays in the queue.
		{ name: "devices rename", words: ["C02OFFICE001", "Entrance"], undo: ["commands"], again: "nothing" },
		{ name: "devices wipe", words: [phone.serial ?? "", "--yes-erase", phone.serial ?? ""], undo: "none", again: "refused" },
		{ name: "corporate-identifiers add", words: ["C02NEW000001"], undo: "back", again: "nothing" },
		{ name: "corporate-identifiers add", words: ["C02OWNED0001", "--details", "shelf 4"], undo: "back", again: "nothing" },
		{ name: "corporate-identifiers remove", words: ["C02OWNED0001"], undo: "back", again: "nothing" },
		{ name: "corporate-identifiers import", words: [path("more-serials.csv")], undo: "none", again: "nothing" },
		{ name: "domains add", words: ["fabrikam.com"], undo: "back", again: "nothing" },
		{ name: "domains verify", words: ["fabrikam.com"], undo: "back", again: "nothing" },
		{ name: "domains verify", words: ["unverified.example"], undo: "none", again: "nothing" },
		{ name: "domains remove", words: ["contoso.com"], undo: "back", again: "refused" },
		{ name: "domains remove", words: ["unverified.example"], undo: "back", again: "refused" },
		{ name: "groups add", words: [hanako, "営業"], undo: "back", again: "nothing" },
		// The group that was made for it stays, empty.
		{ name: "groups add", words: [hanako, "企画"], undo: ["groups"], again: "nothing" },
		{ name: "groups remove", words: [taro, "営業"], undo: "back", again: "nothing" },
		{ name: "organization set", words: ["--name", "Contoso", "--mail", "it@contoso.com"], undo: ["settings"], again: "nothing" },
		{
			name: "organization set",
			first: [["organization", "set", "--name=--Contoso", "--phone", "03-1234"]],
			words: ["--name", "Fabrikam", "--phone", ""],
			undo: "back",
			again: "nothing",
		},
		{ name: "restrictions set", words: ["Sales", "--allow-personal", "--block-ios", "--os-min", "none"], undo: "back", again: "nothing" },
		{ name: "restrictions set", words: ["Default", "--block-personal"], undo: ["policies"], again: "nothing" },
		{ name: "restrictions limit", words: ["Few", "5"], undo: "back", again: "nothing" },
		{ name: "restrictions create", words: ["New", "--kind", "limit", "--limit", "3", "--priority", "1"], undo: "back", again: "refused" },
		{ name: "restrictions assign", words: ["Other", "--group", "営業", "--priority", "1"], undo: "back", again: "nothing" },
		{ name: "restrictions assign", words: ["Few", "--no-groups"], undo: "back", again: "nothing" },
		{
			name: "restrictions change",
			words: ["Few", "--name=--Two, 'each'", "--no-groups", "--limit", "4"],
			undo: "back",
			again: "refused",
		},
		{ name: "restrictions change", words: ["Sales", "--kind", "platform", "--block-ios", "--no-groups"], undo: "back", again: "nothing" },
		{ name: "restrictions change", words: ["Ways", "--allow", "web,ade-sign-in"], undo: "back", again: "nothing" },
		{ name: "restrictions order", words: ["--kind", "limit", "--policy", "Other", "--policy", "few"], undo: "back", again: "nothing" },
		{ name: "restrictions delete", words: ["Sales"], undo: "back", again: "refused" },
		{ name: "restrictions delete", words: ["Few"], undo: "back", again: "refused" },
		{ name: "restrictions delete", words: ["Ways"], undo: "back", again: "refused" },
		{ name: "enrollment-types set", words: ["Ways", "--allow", "ade-sign-in", "--block", "web"], undo: "back", again: "nothing" },
		{ name: "maintenance on", words: ["--until", "2026-04-02"], undo: "back", again: "nothing" },
		{ name: "maintenance off", first: [["maintenance", "on", "--until", "2026-04-02"]], words: [], undo: ["settings"], again: "nothing" },
		{ name: "enrollment-group set", words: ["営業"], undo: "back", again: "nothing" },
		{ name: "enrollment-group set", first: [["enrollment-group", "set", "営業"]], words: ["none"], undo: "back", again: "nothing" },
		{ name: "portal-app minimum", words: ["5.2404.0"], undo: ["settings"], again: "nothing" },
		{ name: "terms set", words: [path("terms-2.md")], undo: "none", again: "nothing" },
		{ name: "terms set", words: [path("terms-2.md"), "--id", "second"], undo: ["settings"], again: "nothing" },
		{ name: "terms clear", words: [], undo: "none", again: "nothing" },
		{ name: "users add", words: ["saburo@contoso.com"], undo: "back", again: "refused" },
		{
			name: "users add",
			words: ["shiro@contoso.com", "--password", "--group", "営業", "--licence", "INTUNE_A"],
			answers: ["new-secret", "new-secret"],
			undo: "back",
			again: "refused",
		},
		{ name: "users remove", words: [hanako], undo: "none", again: "refused" },
		{ name: "users enable", first: [["users", "disable", taro]], words: [taro], undo: "back", again: "nothing" },
		{ name: "users disable", words: [taro], undo: "back", again: "nothing" },
		{ name: "users password", words: [taro], answers: ["new-secret", "new-secret"], undo: "none", again: "changes" },
		{ name: "users password", words: [taro, "--remove"], undo: "none", again: "nothing" },
		{ name: "users totp", words: [taro, "--replace"], undo: "none", again: "changes" },
		{ name: "users import", words: [path("more-users.csv")], undo: "none", again: "nothing" },
		{ name: "users export", words: [path("people.csv")], undo: "none", again: "refused" },
		{ name: "notices recipients add", words: ["it@contoso.com"], undo: ["noticeTargets"], again: "refused" },
		{
			name: "notices recipients remove",
			first: [["notices", "recipients", "add", "it@contoso.com", "--least", "error"]],
			words: ["it@contoso.com"],
			undo: ["noticeTargets"],
			again: "refused",
		},
		// Each has an id and a secret of its own.
		{ name: "webhooks add", words: ["https://hooks.example/genkan"], undo: ["noticeTargets"], again: "changes" },
		{ name: "push-certificate csr", words: [], undo: "none", again: "changes" },
		{ name: "push-certificate upload", words: [path("renewed.pem")], undo: "none", again: "changes" },
		{ name: "profile export", words: ["--user", taro, "--out", "-"], undo: "none", again: "changes" },
	];
};

test("every change: its preview, its entry on record, its undo", async (t) => {
	const base = await makeBase(t);
	for (const one of here(base.line.folder)) {
		await t.test([one.name, ...one.words.map((word) => word.replace(base.line.folder, ""))].join(" "), async (t) => {
			const line = commandLine(t, base.environment);
			copyData(base.line, line);
			await playChange(t, line, one);
		});
	}
});

test("a webhook is taken away, and its entry tells no secret", async (t) => {
	const line = commandLine(t);
	const [hook] = await line.json<{ id: string; secret: string }>("webhooks", "add", "https://hooks.example/genkan");
	line.now += 1000;
	await playChange(t, line, { name: "webhooks remove", words: [hook?.id ?? ""], undo: "none", again: "refused" });
	const { out } = await line.run("audit", "--json");
	assert.ok(!out.includes(hook?.secret ?? "secret") && !out.includes("hooks.example"));
});

test("no command changes anything without a case of its own here", () => {
	const changing = commands.filter(({ changes }) => changes).map(({ name }) => name);
	const played = new Set([...here(""), ...adeCases].map(({ name }) => name));
	const others = ["undo", "fix", "webhooks remove", "administrators revoke"];
	assert.deepEqual(
		changing.filter((name) => !played.has(name) && !others.includes(name)),
		[],
	);
});
