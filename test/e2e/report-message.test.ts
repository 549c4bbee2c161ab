import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Rule } from "../../src/checks/index.ts";
import { longestMessage } from "../../src/diagnosis/match-message.ts";
import { enrollmentHost, observationKeys } from "../../src/evidence/observation-keys.ts";
import type { DnsRecordSeen } from "../../src/evidence/outside-fact.ts";
import { createPolicy } from "../../src/tenant/policies.ts";
import { eventually } from "../eventually.ts";
import { day, type Newcomer, openStage, type Stage } from "./failures/stage.ts";
import { wordsOf } from "./failures/typed-command.ts";

/** One message of the phone's, and each of its causes: brought about behind its back, while the profile waits to be installed. */
let stage: Stage;

before(async () => {
	stage = await openStage();
	await look("right");
});
after(() => stage[Symbol.asyncDispose]());

/** Walks to where the installation fails: what the phone shows then, and the try's reference. */
async function refused(person: Newcomer): Promise<{ readonly shown: string; readonly reference: string }> {
	const ended = await person.enroll();
	assert.ok(!ended.ok && ended.at === "phone", JSON.stringify(ended));
	return { shown: ended.failure.shown, reference: ended.reference ?? assert.fail("no reference is shown") };
}

interface Candidate {
	readonly code: Rule["code"];
	readonly verdict: "proven" | "likely" | "ruled-out" | "unknown";
	readonly saw: { readonly kind: string };
	readonly who: readonly string[];
	readonly fixes: readonly { readonly title: string; readonly command: string | null }[];
}

interface Explained {
	readonly matched: readonly string[];
	readonly candidates: readonly Candidate[];
}

const connection = "Connection to the server could not be established";

async function explained(message: string, whose: { readonly upn?: string; readonly serial?: string } = {}): Promise<Explained> {
	const user = whose.upn === undefined ? [] : ["--user", whose.upn];
	const serial = whose.serial === undefined ? [] : ["--serial", whose.serial];
	return JSON.parse(await stage.succeed("explain", "--message", message, ...user, ...serial, "--json"));
}

const of = ({ upn, description }: Newcomer) => ({ upn, serial: description.serial });

function proven({ candidates }: Explained): readonly string[] {
	return candidates.filter(({ verdict }) => verdict === "proven").map(({ code }) => code);
}

/** What name service says of the domain's record, as if it had been looked at. */
async function look(state: DnsRecordSeen["state"]): Promise<void> {
	const host = enrollmentHost("contoso.example");
	const seen = { host, expected: "mdm.contoso.example", state, targets: [], servers: ["192.0.2.53"] } satisfies DnsRecordSeen;
	const { store, clock } = stage.house.domain;
	await store.write(({ observations }) => observations.put(observationKeys.dns(host), seen, clock.now() - 10 * day));
}

let groups = 0;

/** A group with a policy of its own, that says nothing yet. */
async function policied(kind: "platform" | "limit"): Promise<{ readonly group: string; readonly policy: string }> {
	const group = `Told ${++groups}`;
	const policy = `Told policy ${groups}`;
	await stage.house.addUser(`first.of.${groups}@contoso.example`, { groups: group });
	await stage.succeed("restrictions", "create", policy, "--kind", kind, "--group", group);
	return { group, policy };
}

/** A phone that waits with its profile while `meanwhile` happens. */
async function waiting(change: Parameters<Stage["newcomer"]>[0], meanwhile: (person: Newcomer) => Promise<unknown>) {
	let person: Newcomer | undefined;
	const wait = async () => {
		if (person !== undefined) await meanwhile(person);
	};
	person = await stage.newcomer({ ...change, misbehaves: [{ kind: "waits-before-install", wait, times: 1 }] });
	return person;
}

const restricted =
	(...settings: readonly string[]) =>
	async () => {
		const { group, policy } = await policied("platform");
		return waiting({ user: { groups: group } }, () => stage.succeed("restrictions", "set", policy, ...settings));
	};

const causes: readonly {
	readonly code: Rule["code"];
	readonly saw: string;
	readonly fix: string;
	readonly person: () => Promise<Newcomer>;
	readonly last?: () => Promise<unknown>;
}[] = [
	{
		code: "personal-device-blocked",
		saw: "device-personal-by-serial",
		fix: "corporate-identifiers add",
		person: restricted("--block-personal"),
	},
	{ code: "platform-blocked", saw: "ios-blocked", fix: "restrictions set", person: restricted("--block-ios") },
	{ code: "os-too-old", saw: "os-below-minimum", fix: "restrictions set", person: restricted("--os-min", "18.6") },
	{ code: "os-too-new", saw: "os-above-maximum", fix: "restrictions set", person: restricted("--os-max", "18.4") },
	{
		code: "user-not-licensed",
		saw: "no-licence",
		fix: "licences assign",
		person: () => waiting({}, ({ upn }) => stage.succeed("licences", "unassign", upn, "--plan", "INTUNE_A")),
	},
	{
		code: "licence-type-invalid",
		saw: "licence-for-other-authority",
		fix: "licences assign",
		person: () =>
			waiting({}, async ({ upn }) => {
				await stage.succeed("licences", "plan", "TOLD_SCCM", "--name", "Told", "--authority", "sccm", "--seats", "9");
				await stage.succeed("licences", "assign", upn, "--plan", "TOLD_SCCM");
				await stage.succeed("licences", "unassign", upn, "--plan", "INTUNE_A");
			}),
	},
	{
		code: "licences-exhausted",
		saw: "licence-without-seat",
		fix: "licences seats TOLD_EDU",
		person: () =>
			waiting({}, async ({ upn }) => {
				await stage.succeed("licences", "plan", "TOLD_EDU", "--name", "Told", "--authority", "intune", "--seats", "0");
				await stage.succeed("licences", "unassign", upn, "--plan", "INTUNE_A");
				await stage.house.addUser(upn, { licences: "TOLD_EDU" });
			}),
	},
	{
		code: "user-not-in-enrollment-group",
		saw: "not-in-enrollment-group",
		fix: "groups add",
		person: async () => {
			await stage.house.addUser("told.member@contoso.example", { groups: "Told members" });
			return waiting({}, () => stage.succeed("enrollment-group", "set", "Told members"));
		},
		last: () => stage.succeed("enrollment-group", "set", "none"),
	},
	{
		code: "upn-suffix-not-verified",
		saw: "suffix-not-verified",
		fix: "domains verify fabrikam.example",
		person: async () => {
			await stage.succeed("domains", "add", "fabrikam.example");
			await stage.succeed("domains", "verify", "fabrikam.example");
			return waiting({ upn: "partner@fabrikam.example" }, async () => {
				await stage.succeed("domains", "remove", "fabrikam.example");
				await stage.succeed("domains", "add", "fabrikam.example");
			});
		},
	},
	{
		code: "user-disabled",
		saw: "account-disabled",
		fix: "users enable",
		person: () => waiting({}, ({ upn }) => stage.succeed("users", "disable", upn)),
	},
	{
		code: "device-blocked",
		saw: "device-on-block-list",
		fix: "devices unblock",
		person: () => waiting({}, ({ description }) => stage.succeed("devices", "block", description.serial, "--reason", "Lost")),
	},
	{
		code: "method-not-allowed",
		saw: "method-closed",
		fix: "enrollment-types set",
		person: async () => {
			await stage.house.addUser("first.driven@contoso.example", { groups: "Driven" });
			return waiting({ user: { groups: "Driven" } }, () => {
				const { store, clock } = stage.house.domain;
				const settings = { allowed: ["account-driven"] } as const;
				const policy = { kind: "enrollment-type", id: "driven", name: "Driven", settings, groups: ["Driven"] } as const;
				return store.write((stores) => createPolicy(stores, { ...policy, now: clock.now() }));
			});
		},
	},
	{
		code: "device-cap-reached",
		saw: "limit-reached",
		fix: "restrictions limit",
		person: async () => {
			const { group, policy } = await policied("limit");
			return waiting({ user: { groups: group } }, async ({ upn }) => {
				const other = await stage.newcomer({ upn, user: { groups: group } });
				const enrolled = await other.enroll();
				assert.ok(enrolled.ok, JSON.stringify(enrolled));
				await stage.succeed("restrictions", "limit", policy, "1");
			});
		},
	},
	{
		code: "enrolled-by-another-user",
		saw: "device-of-other-user",
		fix: "devices retire",
		person: async () => {
			const owner = await stage.newcomer();
			const enrolled = await owner.enroll();
			assert.ok(enrolled.ok);
			await stage.house.addUser("told.next@contoso.example");
			return owner.passOn("told.next@contoso.example");
		},
	},
];

for (const { code, saw, fix, person: somebody, last } of causes) {
	test(`the phone cannot connect, and the cause is ${code}`, async () => {
		const person = await somebody();
		const { shown, reference } = await refused(person);
		assert.match(shown, /サーバーへの接続を確立できませんでした|Connection to the server could not be established/);
		const told = await explained(shown, of(person));
		assert.deepEqual(told.matched, ["connection-not-established"]);
		assert.deepEqual(proven(told), [code], JSON.stringify(told.candidates.filter(({ verdict }) => verdict === "proven")));
		const [first = assert.fail("no candidate")] = told.candidates;
		assert.deepEqual([first.code, first.saw.kind], [code, saw]);
		for (const other of told.candidates.slice(1)) {
			assert.ok(other.verdict === "ruled-out" || other.verdict === "unknown", `${other.code}: ${other.verdict}`);
			assert.deepEqual(other.fixes, [], "a wrong fix is not offered");
		}
		for (const language of ["en", "ja"]) {
			const said = await stage.succeed(
				"explain",
				"--message",
				shown,
				"--user",
				person.upn,
				"--serial",
				person.description.serial,
				"--lang",
				language,
			);
			assert.ok(said.includes(reference), "the try that was refused for it is named");
			assert.doesNotMatch(said, /[{}]|undefined|version\)/);
		}
		const commands = first.fixes.flatMap(({ command }) => command ?? []);
		const mends = commands.find((one) => one.startsWith(`genkan ${fix}`)) ?? assert.fail(`${fix} is not among ${commands.join("; ")}`);
		await stage.succeed(...wordsOf(mends).slice(1));
		// How things are now decides; a device that is retired has to come once more for it.
		await eventually(`${code} is ruled out`, async () => {
			const { candidates } = await explained(connection, of(person));
			return (
				candidates.every(({ verdict }) => verdict !== "proven") && candidates.find((one) => one.code === code)?.verdict === "ruled-out"
			);
		});
		person.phone.script.clear();
		await person.phone.openPortal();
		await person.phone.startAgain();
		const enrolled = await person.enroll();
		assert.ok(enrolled.ok, JSON.stringify(enrolled));
		await last?.();
	});
}

test("the phone cannot connect, and the cause is that it is no phone", async () => {
	const person = await stage.newcomer({ product: "AppleTV14,1" });
	const { shown } = await refused(person);
	assert.deepEqual(proven(await explained(shown, of(person))), ["device-type-not-supported"]);
});

test("the phone cannot connect, and the cause is its identity: what its own message was refused by still stands", async () => {
	const other = await stage.newcomer();
	assert.ok((await other.enroll()).ok);
	const identity = other.phone.identity() ?? assert.fail("it is managed");
	for (const [presented, code] of [
		[identity, "identity-of-another-device"],
		["self-signed", "identity-not-trusted"],
	] as const) {
		const person = await stage.newcomer({ misbehaves: [{ kind: "identity", identity: presented, times: 1 }] });
		const { shown } = await refused(person);
		const told = await explained(shown, of(person));
		assert.deepEqual([told.matched, proven(told)], [["connection-not-established"], [code]]);
	}
});

test("the phone cannot connect, and the cause is a push certificate that was replaced in between", async () => {
	await using own = await openStage();
	const wait = () => own.pushCertificate({ topic: "99999999-8888-7777-6666-555555555555" });
	const person = await own.newcomer({ misbehaves: [{ kind: "waits-before-install", wait, times: 1 }] });
	const { shown } = await refused(person);
	const words = ["explain", "--message", shown, "--user", person.upn, "--serial", person.description.serial, "--json"];
	const told: Explained = JSON.parse(await own.succeed(...words));
	assert.deepEqual([told.matched, proven(told)], [["connection-not-established"], ["push-topic-changed"]]);
});

test("words that fit several messages prove none of them", async () => {
	const told = await explained("Profile Installation Failed");
	assert.ok(told.matched.includes("payload-mismatch") && told.matched.includes("connection-not-established"));
	assert.deepEqual(proven(told), []);
});

test("a phone that gets no certificate shows one message too: whoever paused enrollment is named", async () => {
	// How it reads in Japanese is not known; there its number has to do.
	const person = await waiting({ language: "en" }, () => stage.succeed("maintenance", "on"));
	const { shown } = await refused(person);
	const told = await explained(shown, of(person));
	assert.deepEqual(told.matched.toSorted(), ["challenge-expired", "challenge-unknown", "challenge-used"]);
	assert.deepEqual(proven(told), ["in-maintenance"]);
	assert.deepEqual(proven(await explained("MCSCEPErrorDomain 22013", of(person))), ["in-maintenance"]);
	await stage.succeed("maintenance", "off");
	assert.deepEqual(proven(await explained(shown, of(person))), []);
});

test("the phone cannot connect, and the cause is dns-enrollment-cname", async () => {
	const person = await stage.newcomer();
	await look("missing");
	try {
		const told = await explained(connection, of(person));
		assert.deepEqual(proven(told), ["dns-enrollment-cname"]);
		assert.equal(told.candidates[0]?.code, "dns-enrollment-cname");
	} finally {
		await look("right");
	}
	assert.deepEqual(proven(await explained(connection, of(person))), []);
});

test("a missing record is only likely where the phone came here without it", async () => {
	const person = await stage.newcomer({ misbehaves: [{ kind: "stops-before", step: "install" }] });
	await person.enroll();
	await look("missing");
	try {
		const told = await explained(connection, of(person));
		assert.deepEqual(proven(told), []);
		const record = told.candidates.find(({ code }) => code === "dns-enrollment-cname") ?? assert.fail("no candidate");
		assert.deepEqual([record.verdict, record.saw.kind], ["likely", "cname-missing-but-reached"]);
		assert.ok(record.fixes.some(({ command }) => command === "genkan domains record contoso.example"));
		// Somebody's licence is proven: nothing is concluded by elimination.
		await stage.succeed("licences", "unassign", person.upn, "--plan", "INTUNE_A");
		const other = await explained(connection, of(person));
		assert.deepEqual(proven(other), ["user-not-licensed"]);
		assert.equal(other.candidates.find(({ code }) => code === "dns-enrollment-cname")?.verdict, "unknown");
		for (const language of ["en", "ja"]) {
			const said = await stage.succeed("explain", "--message", connection, "--user", person.upn, "--lang", language);
			assert.doesNotMatch(said, /[{}]|undefined/);
		}
	} finally {
		await look("right");
	}
});

test("the phone cannot connect, and nothing else is wrong: another organisation's management is likely, and never proven", async () => {
	const person = await stage.newcomer({ misbehaves: [{ kind: "stops-before", step: "install" }] });
	await person.enroll();
	const told = await explained(connection, of(person));
	assert.deepEqual([told.candidates[0]?.code, told.candidates[0]?.verdict], ["managed-elsewhere", "likely"]);
	assert.ok(told.candidates[0]?.fixes.length);
	// The phone's own error says more than its sentence.
	const named = await explained("MCMDMErrorDomain 12001", of(person));
	assert.deepEqual([named.candidates[0]?.code, named.candidates[0]?.verdict], ["managed-elsewhere", "proven"]);
	const payload = await explained("ＭＤＭエラー１２０１２", of(person));
	assert.deepEqual([payload.matched, proven(payload)], [["payload-mismatch"], ["payload-mismatch"]]);
});

test("one cause that holds for the person is found without the phone's serial number, and without a try", async () => {
	const person = await stage.newcomer({ user: { licences: "" } });
	const told = await explained("conection to the server could not be estabished", { upn: person.upn });
	assert.deepEqual(proven(told), ["user-not-licensed"]);
	const other = await stage.newcomer();
	const well = await stage.genkan(["explain", "--message", connection, "--user", other.upn]);
	assert.match(well.out, /--serial SERIAL/);
	assert.doesNotMatch(well.out, /--user UPN/);
});

test("without anybody nothing of a person is judged, and what to tell is said", async () => {
	const told = await explained(connection);
	assert.ok(told.candidates.every(({ verdict }) => verdict === "unknown" || verdict === "ruled-out"));
	assert.equal(told.candidates.find(({ code }) => code === "user-not-licensed")?.verdict, "unknown");
	assert.equal(told.candidates.find(({ code }) => code === "managed-elsewhere")?.verdict, "unknown");
	const { out } = await stage.genkan(["explain", "--message", connection, "--lang", "en"]);
	assert.match(out, /--user UPN, --serial SERIAL/);
});

test("a name and a serial number with a typing error are near somebody's", async () => {
	const person = await stage.newcomer();
	assert.ok((await person.enroll()).ok);
	const { serial } = person.description;
	const typo = serial.slice(0, -1) + (serial.endsWith("Z") ? "Y" : "Z");
	const said = await stage.genkan([
		"explain",
		"--message",
		connection,
		"--user",
		person.upn.replace("contoso", "contso"),
		"--serial",
		typo,
		"--lang",
		"en",
	]);
	assert.match(said.out, new RegExp(`Did you mean: ${person.upn}`));
	assert.match(said.out, new RegExp(`Did you mean: .*${serial}`));
	const told = await explained(connection, { upn: person.upn.replace("contoso", "contso"), serial: typo });
	assert.ok(proven(told).includes("user-not-found") || proven(told).includes("upn-suffix-not-verified"));
});

test("what nobody knows, what is too long and what is both are told apart", async () => {
	const unknown = await stage.genkan(["explain", "--message", "My phone is blue", "--json"]);
	assert.deepEqual([unknown.code, JSON.parse(unknown.out)], [1, { matched: [], candidates: [], near: [] }]);
	const tired = await stage.genkan(["explain", "--message", "profile install fail", "--lang", "en"]);
	assert.match(tired.out, /Did you mean[^\n]*\n {2}Profile Installation Failed/);
	const wrapper = await stage.genkan(["explain", "--message", "MCInstallationErrorDomain 4001", "--lang", "en"]);
	assert.match(wrapper.out, /stands around another/);
	const long = await stage.genkan(["explain", "--message", "x".repeat(longestMessage + 1)]);
	assert.equal(long.code, 2);
	assert.match(long.err, /--log/);
	assert.equal((await stage.genkan(["explain", "K7-4QPM", "--message", connection])).code, 2);
	assert.equal((await stage.genkan(["explain"])).code, 2);
	assert.equal((await stage.genkan(["explain", "K7-4QPM", "--user", "a@contoso.example"])).code, 2);
});
