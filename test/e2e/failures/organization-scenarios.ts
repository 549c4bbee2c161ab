import assert from "node:assert/strict";
import { eventually } from "../../eventually.ts";
import type { OutsideScenario } from "./outside-scenarios.ts";
import { day } from "./stage.ts";
import type { World } from "./world.ts";

/** One way in which the organisation is set up wrongly: found by the service's own clock, before anybody fails. */
export interface OrganizationScenario extends Omit<OutsideScenario, "mend" | "fix"> {
	/** How the command begins that its fixes name. */
	readonly fix: string;
	readonly severity: "warning" | "error";
	/** By default the command is typed as it stands. */
	readonly mend?: (world: World, named: readonly string[]) => unknown;
}

/** What was typed, one after the other. */
const typed =
	(...commands: readonly (readonly string[])[]) =>
	async ({ stage }: World) => {
		for (const words of commands) await stage.succeed(...words);
	};

let off: Awaited<ReturnType<World["stage"]["newcomer"]>> | undefined;

export const organizationScenarios: readonly OrganizationScenario[] = [
	{
		code: "push-certificate-expiring",
		when: "the push certificate ends in twenty days",
		severity: "warning",
		provoke: ({ stage }) => stage.pushCertificate({ validFor: 20 * day }),
		saw: "push-certificate-ends-soon",
		fix: "push-certificate csr",
		mend: ({ stage }) => stage.pushCertificate(),
	},
	{
		code: "push-certificate-expiring",
		when: "the push certificate ends today",
		severity: "error",
		provoke: ({ stage }) => stage.pushCertificate({ validFor: day / 2 }),
		saw: "push-certificate-ends-within-a-day",
		fix: "push-certificate csr",
		mend: ({ stage }) => stage.pushCertificate(),
	},
	{
		code: "organization-name-unusual",
		when: "the name of the organisation has characters that Apple's services refuse",
		severity: "warning",
		provoke: typed(["organization", "set", "--name", "A&B <東京>"]),
		saw: "organization-name-has-unusual",
		fix: "organization set --name",
	},
	{
		code: "licences-running-out",
		when: "nobody more can have a licence",
		severity: "warning",
		async provoke({ stage }) {
			await stage.house.addUser("first@contoso.example");
			await stage.succeed("licences", "seats", "INTUNE_A", "1");
		},
		saw: "no-seats-left",
		fix: "licences seats INTUNE_A",
		// The fix names one seat more; an organisation buys many.
		mend: ({ stage }, named) => stage.succeed(...named.slice(0, -1), "100000"),
	},
	{
		code: "restrictions-admit-nobody",
		when: "the restriction of everybody admits no iPhone",
		severity: "error",
		provoke: typed(["restrictions", "set", "Default", "--block-ios"]),
		saw: "nobody-admitted-by-platform",
		fix: "restrictions set Default --allow-ios",
	},
	{
		code: "restrictions-admit-nobody",
		when: "the only group that may enroll has no members",
		severity: "error",
		provoke: typed(
			["groups", "add", "first@contoso.example", "Phones"],
			["groups", "remove", "first@contoso.example", "Phones"],
			["enrollment-group", "set", "Phones"],
		),
		saw: "nobody-in-enrollment-group",
		fix: "enrollment-group",
	},
	{
		code: "restrictions-contradict",
		when: "a restriction applies to nobody",
		severity: "warning",
		provoke: typed(["restrictions", "create", "Sales", "--kind", "platform"]),
		saw: "policies-contradict",
		fix: "restrictions delete Sales",
	},
	{
		code: "identities-expiring",
		when: "a phone that is switched off has not renewed its identity, which ends in six days",
		severity: "warning",
		async provoke(world) {
			const { stage, roots } = world;
			off = await stage.newcomer({ roots });
			const { reference } = await off.enroll();
			await eventually("it came through", async () => (await stage.house.attempt(reference ?? "")).awaits === "contact");
			off.phone.script.add({ kind: "stops-before", step: "connect" });
			// All others renew theirs, ten days before the end.
			world.pass(21 * day);
			const { clock, domain } = stage.house;
			const { certificates } = domain.store.read;
			const ending = () => certificates.devicesWithIdentityEndingBefore(clock.now() + 10 * day, 10, clock.now());
			await eventually("the others have renewed", async () => (await ending()).length === 1);
			world.pass(3 * day);
		},
		saw: "identities-end-soon",
		fix: "devices sync",
		async mend({ stage }, named) {
			off?.phone.script.clear();
			await stage.succeed(...named);
		},
	},
];

/** Somebody with a phone that is new comes through on the pages. */
export async function somebodyEnrolls({ stage, roots }: World): Promise<void> {
	const enrolled = await (await stage.newcomer({ roots })).enroll();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
}
