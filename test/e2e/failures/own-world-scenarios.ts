import assert from "node:assert/strict";
import { signInWithAccount } from "../../../simulator/account-sign-in.ts";
import type { Rule } from "../../../src/checks/index.ts";
import { day } from "./stage.ts";
import { toldByPhone } from "./told-by-phone.ts";
import { domain, openWorld, type World } from "./world.ts";

/** What is seen outside, and needs a world of its own: its whole way. */
export interface OwnWorldScenario {
	readonly code: Rule["code"];
	readonly when: string;
	readonly playIn: (world: World) => Promise<unknown>;
}

const openCodes = async ({ stage }: World) =>
	(await stage.house.domain.store.read.incidents.list({ open: true, limit: 100 })).map(({ code }) => code);

/** Comes through on the pages, with a phone that is new. */
async function enrolls({ stage, roots }: World): Promise<void> {
	const enrolled = await (await stage.newcomer({ roots })).enroll();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
}

export const ownWorldScenarios: readonly OwnWorldScenario[] = [
	{
		code: "account-not-supported",
		when: "somebody signs in with a work account in Settings, and the site of their domain shows its start page",
		async playIn(world) {
			const { stage, sites, roots } = world;
			sites.set(domain, { kind: "page", status: 200, type: "text/html", body: "<h1>Contoso</h1>" });
			const person = await stage.newcomer({ roots });
			const signIn = () => signInWithAccount({ identifier: person.upn, language: "en", roots, sitePort: sites.port });
			const before = await signIn();
			assert.ok(!before.ok);
			assert.deepEqual(
				(await world.wrong()).map(({ code }) => code),
				["service-discovery-missing"],
				"found before anybody asks",
			);
			const who = ["--user", person.upn];
			const [command = ""] = await toldByPhone(stage, { message: before.shown, who, first: ["account-not-supported", "proven"] });
			assert.equal(command, `genkan domains discovery ${domain}`);

			// The owner of the site enters what the command prints.
			const { target } = JSON.parse(await stage.succeed(...command.split(" ").slice(1), "--json")) as { readonly target: string };
			sites.set(domain, { kind: "redirect", to: target });
			assert.deepEqual([await world.wrong(), await openCodes(world)], [[], []], "its incident closes by itself");
			const after = await signIn();
			assert.ok(!after.ok && after.shown.includes(`${stage.house.url}/enroll`), "the phone is told the door to take");
			const enrolled = await person.enroll();
			assert.ok(enrolled.ok, JSON.stringify(enrolled));
			assert.deepEqual(await openCodes(world), [], "what was refused in Settings came through on the pages");
		},
	},
	{
		code: "ca-certificate-expiring",
		when: "the authority of all identities ends within a year",
		async playIn(world) {
			const { stage } = world;
			// The authority is made with the first profile.
			await enrolls(world);
			world.pass(19.5 * 365 * day);
			const { clock } = stage.house;
			await stage.pushCertificate();
			await world.present({ notAfter: clock.now() + 80 * day });
			const wrong = async () => (await world.wrong()).filter(({ code }) => code === "ca-certificate-expiring");
			assert.deepEqual(
				(await wrong()).map(({ severity, saw, fixes }) => [severity, saw.kind, fixes.map(({ command }) => command)]),
				[["warning", "ca-certificate-ends-soon", [null]]],
			);
			assert.ok((await openCodes(world)).includes("ca-certificate-expiring"));
			clock.move(0.45 * 365 * day);
			assert.deepEqual(
				(await wrong()).map(({ severity }) => severity),
				["error"],
			);
			// No command mends it, and the service before says so to its last day: another one takes its place, and the devices enroll there.
			await using anew = await openWorld();
			await enrolls(anew);
			assert.deepEqual([await anew.wrong(), await openCodes(anew)], [[], []]);
		},
	},
];
