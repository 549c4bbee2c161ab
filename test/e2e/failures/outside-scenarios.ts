import type { SiteAnswer } from "../../../simulator/web-sites.ts";
import type { Rule } from "../../../src/checks/index.ts";
import { day, hour, minute } from "./stage.ts";
import { domain, target, type World } from "./world.ts";

/** One way in which the world outside is wrong, found before anybody fails. */
export interface OutsideScenario {
	readonly code: Rule["code"];
	/** What happens. */
	readonly when: string;
	readonly provoke: (world: World) => unknown;
	/** Kind of the evidence. */
	readonly saw: string;
	/** The command that the first fix names; null: a person acts outside the product. */
	readonly fix: string | null;
	/** What somebody does about it. */
	readonly mend: (world: World) => unknown;
}

const enrollment = `EnterpriseEnrollment.${domain}`;
const registration = `EnterpriseRegistration.${domain}`;
const right = { kind: "cname", target } as const;

function record(code: Rule["code"], host: string): readonly OutsideScenario[] {
	const common = { code, fix: `domains record ${domain}`, mend: (world: World) => world.name(host, right) };
	return [
		{
			...common,
			when: "the record is missing for long",
			saw: "cname-missing",
			provoke: (world) => lasting(world, () => world.name(host, null)),
		},
		{ ...common, when: "the record was taken away today", saw: "cname-missing-yet", provoke: (world) => world.name(host, null) },
		{
			...common,
			when: "the record leads to the service before",
			saw: "cname-foreign",
			provoke: (world) => lasting(world, () => world.name(host, { kind: "cname", target: "enrollment.elsewhere.example" })),
		},
		{
			...common,
			when: "the name has two records",
			saw: "cname-several",
			provoke: (world) => world.name(host, { kind: "several", targets: [target, "elsewhere.example"] }),
		},
		{
			...common,
			when: "the record leads in a circle",
			saw: "cname-loop",
			provoke(world) {
				world.name(host, { kind: "cname", target: "door.contoso.example" });
				world.name("door.contoso.example", { kind: "cname", target: host });
			},
		},
		{
			...common,
			when: "one name server has not heard of the record after three days",
			saw: "cname-contradictory",
			provoke: (world) => lasting(world, () => world.names[1].set(host, null)),
		},
	];
}

/** What is so for more than 72 hours: seen once, and time goes on. */
async function lasting(world: World, provoke: () => void): Promise<void> {
	provoke();
	await world.wrong();
	world.pass(3 * day + hour);
}

const redirect = (world: World) =>
	world.sites.set(domain, { kind: "redirect", to: `${world.stage.house.url}/.well-known/com.apple.remotemanagement` });

function site(when: string, saw: string, answer: SiteAnswer | null): OutsideScenario {
	return {
		code: "service-discovery-missing",
		when,
		saw,
		fix: `domains discovery ${domain}`,
		provoke: (world) => world.sites.set(domain, answer),
		mend: redirect,
	};
}

const page = (status: number, type: string, body: string): SiteAnswer => ({ kind: "page", status, type, body });

/** Section D, what is seen outside. */
export const outsideScenarios: readonly OutsideScenario[] = [
	...record("dns-enrollment-cname", enrollment),
	...record("dns-registration-cname", registration),

	site("the site has no such page", "discovery-answers-nothing", null),
	site("the file is served as text", "discovery-of-wrong-type", page(200, "text/plain", '{"Servers":[]}')),
	site("the site shows its start page", "discovery-unreadable", page(200, "application/json", "<html>")),
	site("the file names no server", "discovery-without-servers", page(200, "application/json", "{}")),
	site("the file names the service before", "discovery-leads-elsewhere", { kind: "servers", baseUrl: "https://mdm.elsewhere.example/" }),
	site("the site redirects to itself", "discovery-without-end", { kind: "redirect", to: `https://${domain}/`, keepsQuery: false }),
	site("the site redirects to an address without https", "discovery-untrusted", { kind: "redirect", to: `http://${domain}/` }),
	{
		...site("the site's certificate has expired", "discovery-untrusted", null),
		provoke: (world) => world.sites.show(domain, "expired"),
		mend: (world) => world.sites.show(domain, "good"),
	},

	{
		code: "server-certificate-expiring",
		when: "the server certificate ends next week",
		provoke: (world) => world.present({ notAfter: world.stage.house.clock.now() + 9 * day }),
		saw: "server-certificate-ends-soon",
		fix: null,
		mend: (world) => world.present(),
	},
	{
		code: "server-certificate-untrusted",
		when: "the authority between is not sent along",
		provoke: (world) => world.present({ withoutChain: true }),
		saw: "server-certificate-chain-incomplete",
		fix: null,
		mend: (world) => world.present(),
	},
	{
		code: "server-certificate-untrusted",
		when: "the certificate is for another name",
		provoke: (world) => world.present({}, ["mdm.before.example"]),
		saw: "server-certificate-for-others",
		fix: null,
		mend: (world) => world.present(),
	},
	{
		code: "server-clock-wrong",
		when: "the clock of the server is ten minutes behind",
		provoke: (world) => world.time.behave({ kind: "off", offsetMs: 10 * minute }),
		saw: "network-clock-behind",
		fix: null,
		mend: (world) => world.time.behave({ kind: "right" }),
	},
	{
		code: "apple-hosts-unreachable",
		when: "for an hour the encryption to Apple is opened on the way",
		async provoke(world) {
			world.sites.show("localhost", "untrusted");
			await world.wrong();
			world.pass(hour);
		},
		saw: "apple-hosts-away-for-long",
		fix: null,
		mend: (world) => world.sites.show("localhost", "good"),
	},
];
