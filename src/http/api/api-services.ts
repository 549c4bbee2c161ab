import type { RoundProgress } from "../../ade/round-stage.ts";
import type { GroupMapping } from "../../administrators/provider-sign-in.ts";
import type { SessionLimits } from "../../administrators/sessions.ts";
import type { IncidentRecord } from "../../diagnosis/incident-record.ts";
import type { Clock, Randomness } from "../../evidence/clock.ts";
import type { Incident, IncidentExtent } from "../../evidence/incident.ts";
import type { Sealer } from "../../evidence/sealer.ts";
import type { Work } from "../../evidence/work.ts";
import type { JudgedReport, Report } from "../../health/judge-report.ts";
import type { Overview } from "../../health/overview.ts";
import type { HistoryWindow } from "../../health/success-over-time.ts";
import type { PersonTest, TestedPerson } from "../../health/test-person.ts";
import type { IdentifierLineProblem } from "../../tenant/import-corporate-identifiers.ts";
import type { PushIssuers } from "../../tenant/inspect-push-certificate.ts";
import type { Language } from "../../texts/texts.ts";
import type { ApiStores } from "./api-stores.ts";
import type { CommandReply, CommandRequest } from "./command-request.ts";
import type { EventStreams } from "./event-streams.ts";
import type { Tour } from "./tour.ts";
import type { UserImports } from "./user-imports.ts";

export interface About {
	readonly version: string;
	readonly publicUrl: string;
	/** `value` null: not set, or secret. */
	readonly settings: readonly {
		readonly name: string;
		readonly value: string | null;
		readonly set: boolean;
		readonly default: string | null;
		readonly secret: boolean;
		readonly meaning: string;
	}[];
}

/** What the routes stand on. */
export interface ApiServices {
	/** Every rule that a person will meet, judged as things are now; undefined: the directory has no such user. */
	readonly testPerson: (test: PersonTest) => Promise<TestedPerson | undefined>;
	readonly userImports: UserImports;
	readonly work: Work<ApiStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
	readonly limits: SessionLimits;
	/** Where people reach the console, over https. */
	readonly publicUrl: string;
	/** Where administrators may sign in beside; null: nowhere. */
	readonly provider: AdministratorProvider | null;
	readonly command: (request: CommandRequest) => Promise<CommandReply>;
	/** With what this service was started. */
	readonly about: (language: "en" | "ja") => About;
	/** What is wrong with lines of a file of identifiers, each in words. */
	readonly identifierProblems: (problems: readonly IdentifierLineProblem[], language: Language) => Promise<readonly string[]>;
	/** Whoever listens to what is live. */
	readonly streams: EventStreams;
	/** `zone`: minutes ahead of UTC, by which days begin. */
	readonly overview: (window: HistoryWindow, zone: number) => Promise<Overview>;
	/** Judges what a message or a log may stand for, by what is known now. */
	readonly judge: (report: Report) => Promise<JudgedReport>;
	/** Rounds of Automated Device Enrollment that run here, and how long is between two of a token, milliseconds. */
	readonly adeRounds: { readonly progress: (tokenId: string) => RoundProgress | null; readonly interval: number };
	/** Whom push certificates may come from. */
	readonly pushIssuers: PushIssuers;
	/** What an incident of failed tries is explained by; `named`: so many whom it stopped, `personal`: with the names by which a file hides them. */
	readonly incidentRecord: (
		incident: Incident & { readonly extent: IncidentExtent },
		how: { readonly named?: number; readonly personal: boolean },
	) => Promise<IncidentRecord>;
	/** Simulated phones; null outside the demo. */
	readonly tour: Tour | null;
	/** Address of what stands in for Apple's web sites; null outside the demo. */
	readonly appleSites: string | null;
}

/** An OpenID provider that vouches for administrators (openid/administrator-provider.ts). No call throws for what it or the network does. */
export interface AdministratorProvider {
	readonly mapping: GroupMapping;
	begin(language: Language): Promise<
		| {
				readonly ok: true;
				readonly url: string;
				readonly state: string;
				readonly secrets: { readonly nonce: string; readonly verifier: string };
		  }
		| { readonly ok: false; readonly fault: string }
	>;
	finish(
		query: string,
		expected: { readonly state: string; readonly nonce: string; readonly verifier: string },
	): Promise<
		| { readonly ok: true; readonly person: { readonly provider: string; readonly name: string; readonly groups: readonly string[] } }
		| { readonly ok: false; readonly fault: string }
	>;
}
