import type { Randomness } from "../evidence/clock.ts";
import type { DnsRecordSeen } from "../evidence/outside-fact.ts";
import { askDnsServer } from "./ask-dns-server.ts";
import { type DnsServer, dnsServerName } from "./dns-server.ts";
import { plainHost } from "./host-name.ts";

export interface CnameLook {
	/** As a person writes it: `EnterpriseEnrollment.contoso.com`. */
	readonly host: string;
	/** Where its chain has to lead. */
	readonly expected: string;
	readonly servers: readonly DnsServer[];
	readonly randomness: Randomness;
	readonly signal: AbortSignal;
	/** Of one question, milliseconds. */
	readonly patienceMs?: number;
}

export interface SeenCname {
	readonly record: DnsRecordSeen;
	/** Seconds, of the first record; null: there is none. */
	readonly ttl: number | null;
}

/** What one server says, followed to its end. */
interface Chain {
	readonly state: "right" | "foreign" | "missing" | "several" | "loop" | "no-answer";
	readonly targets: readonly string[];
	readonly ttl: number | null;
}

/** Longer than any that leads anywhere: resolvers stop at 8 to 16. */
const longestChain = 12;

/**
 * Asks every server where a name leads. What is answered says what stands in name service and nothing that changes from one look to the next: of a chain
 * that leads elsewhere only the record itself, for what stands behind it is others' and may turn with every question. Never throws.
 */
export async function lookUpCname(look: CnameLook): Promise<SeenCname> {
	const chains = await Promise.all(look.servers.map((server) => follow(server, look)));
	const answers = chains.filter(({ state }) => state !== "no-answer");
	const [first] = answers;
	const servers = look.servers.map(dnsServerName);
	const about = { host: look.host, expected: plainHost(look.expected), servers };
	if (first === undefined) return { record: { ...about, state: "no-answer", targets: [] }, ttl: null };
	const ttls = answers.flatMap(({ ttl }) => ttl ?? []);
	const ttl = ttls.length === 0 ? null : Math.max(...ttls);
	const saysTheSame = (one: Chain) => one.state === first.state && one.targets.join() === first.targets.join();
	// Ways that differ and all lead there are right: a provider may send each region its own.
	if (answers.every(({ state }) => state === "right") || answers.every(saysTheSame)) {
		return { record: { ...about, state: first.state, targets: first.targets }, ttl };
	}
	const targets = [...new Set(answers.flatMap((one) => (one.state === "several" ? one.targets : one.targets.slice(0, 1))))].sort();
	return { record: { ...about, state: "contradictory", targets }, ttl };
}

async function follow(server: DnsServer, look: CnameLook): Promise<Chain> {
	const expected = plainHost(look.expected);
	const asked = [plainHost(look.host)];
	let ttl: number | null = null;
	for (;;) {
		const targets = asked.slice(1);
		const answer = await askDnsServer(server, asked.at(-1) ?? "", { tries: 2, patienceMs: 1500, ...look });
		// The rest of the chain might lead there: of half a chain nothing is known.
		if (answer.kind === "silent" || answer.kind === "failed") return ended("no-answer", [], null);
		if (answer.kind === "none") return ended(targets.length === 0 ? "missing" : "foreign", targets, ttl);
		const [next, ...more] = [...new Set(answer.records.map(({ target }) => target))];
		if (next === undefined) return ended("missing", targets, ttl);
		ttl ??= Math.max(...answer.records.map((record) => record.ttl));
		if (more.length > 0) return ended("several", [...targets, next, ...more].sort(), ttl);
		if (next === expected) return ended("right", [...targets, next], ttl);
		if (asked.includes(next)) return ended("loop", [...targets, next], ttl);
		if (asked.length === longestChain) return ended("loop", targets.slice(0, 1), ttl);
		asked.push(next);
	}
}

function ended(state: Chain["state"], targets: readonly string[], ttl: number | null): Chain {
	return { state, targets: state === "foreign" ? targets.slice(0, 1) : targets, ttl };
}
