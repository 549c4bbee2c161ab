import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import type { z } from "zod";
import type { AdeDeviceStore, AdeKeyPairStore, AdeProfileStore, AdeTokenStore } from "../../ade/ports.ts";
import type { RoundProgress } from "../../ade/round-stage.ts";
import type { Permission } from "../../administrators/permissions.ts";
import type { Administrator, AdministratorSession, AdministratorStores, ApiToken } from "../../administrators/ports.ts";
import type { GroupMapping } from "../../administrators/provider-sign-in.ts";
import type { SessionLimits } from "../../administrators/sessions.ts";
import type { ThrottleStore } from "../../credentials/throttle.ts";
import type { CommandStore, DeviceStore } from "../../devices/ports.ts";
import type { IncidentRecord } from "../../diagnosis/incident-record.ts";
import type { GroupStore, LicenceStore, UserStore } from "../../directory/ports.ts";
import type { FactStores } from "../../enrollment/gather.ts";
import type { AttemptStore } from "../../enrollment/ports.ts";
import type { Json } from "../../evidence/attempt.ts";
import type { AuditStore } from "../../evidence/audit.ts";
import type { Clock, Randomness } from "../../evidence/clock.ts";
import type { Incident, IncidentExtent, IncidentStore } from "../../evidence/incident.ts";
import type { ObservationStore } from "../../evidence/observation.ts";
import type { Sealer } from "../../evidence/sealer.ts";
import type { Work } from "../../evidence/work.ts";
import type { JudgedReport, Report } from "../../health/judge-report.ts";
import type { Overview } from "../../health/overview.ts";
import type { HistoryWindow } from "../../health/success-over-time.ts";
import type { PersonTest, TestedPerson } from "../../health/test-person.ts";
import type { CertificateStore } from "../../pki/ports.ts";
import type { IdentifierLineProblem } from "../../tenant/import-corporate-identifiers.ts";
import type { PushIssuers } from "../../tenant/inspect-push-certificate.ts";
import type { BlockedDeviceStore, PolicyStore, PushCertificateStore, SettingStore } from "../../tenant/ports.ts";
import type { Language } from "../../texts/texts.ts";
import type { CookieName } from "./cookies.ts";
import type { EventStreams } from "./event-streams.ts";
import type { ApiProblem } from "./problem.ts";
import type { Tour } from "./tour.ts";
import type { UserImports } from "./user-imports.ts";

export interface ApiStores extends AdministratorStores, FactStores {
	readonly throttle: ThrottleStore;
	readonly settings: SettingStore;
	readonly attempts: AttemptStore;
	readonly incidents: IncidentStore;
	readonly adeKeyPairs: AdeKeyPairStore;
	readonly adeTokens: AdeTokenStore;
	readonly adeProfiles: AdeProfileStore;
	readonly adeDevices: AdeDeviceStore;
	readonly audit: AuditStore;
	readonly observations: ObservationStore;
	readonly users: UserStore;
	readonly groups: GroupStore;
	readonly licences: LicenceStore;
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
	readonly certificates: CertificateStore;
	readonly blockedDevices: BlockedDeviceStore;
	readonly pushCertificates: PushCertificateStore;
	readonly policies: PolicyStore;
}

/** A change that somebody asks for by the API: the very command that makes it on the command line. */
export interface CommandRequest {
	/** Its words, as `devices retire`. */
	readonly command: string;
	/** What it is given, under the names of its specification; flags and lists that are not given are off and empty. */
	readonly given: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
	/** What it reads from standard input, where it is given `-` for a file. */
	readonly input?: Uint8Array;
	/** Is told how far something long has come. */
	readonly progress?: (done: number, of: number) => void;
	/** Only says what would come of it. */
	readonly preview: boolean;
	readonly language: Language;
	readonly who: string;
	readonly from: string;
	/** By which token of a script it was asked, where it was one. */
	readonly token?: string;
	/** Whether what they decided on is still as they saw it, asked in the change's own unit of work; where not, ChangedMeanwhile is thrown. */
	readonly stillAsSeen?: (stores: ApiStores) => Promise<boolean>;
	/** Of a command that makes the change of another one, as a fix: whether they may run that one. */
	readonly mayRun?: (command: string) => boolean;
}

export interface CommandReply {
	readonly ok: boolean;
	/** What was done, or why nothing was, for a person. */
	readonly text: string;
	readonly notes: readonly string[];
	/** What it answers to programs; of a preview: what would change. */
	readonly data: unknown;
	/** What it put on record; `undo` says whether that can be taken back. */
	readonly entries: readonly { readonly id: string; readonly undo: boolean }[];
	/** Where nothing was done: which refusal of the domain it is, with what it names; null where it has none but its words. */
	readonly reason: RefusalReason | null;
}

export type RefusalReason = { readonly kind: string } & { readonly [name: string]: Json };

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

/** Who asks. Their role was read with this request: what was taken away a moment ago is gone. */
export interface Caller {
	readonly administrator: Administrator;
	readonly permissions: readonly Permission[];
	/** By which of the two they came. */
	readonly session: AdministratorSession | null;
	readonly token: ApiToken | null;
}

/** What a request brings beside its path, query and body. */
export interface Asked {
	readonly services: ApiServices;
	readonly language: Language;
	readonly peer: string;
	readonly userAgent: string;
	readonly ifMatch: string | null;
	/** Of a listener that comes back: the last event it heard. */
	readonly lastEventId: string | null;
	/** The body as it comes, of a route that takes bytes. */
	readonly bytes: Readable | null;
	/** As they came. */
	readonly cookies: Readonly<Record<CookieName, string | null>>;
}

/** What a route answers; a cookie that is null is taken away. */
export interface Answered<T> {
	readonly body: T;
	readonly etag?: string;
	readonly cookies?: { readonly [name in CookieName]?: string | null };
	/** Instead of the body, to a page of ours: only where a browser comes from another site. */
	readonly redirect?: string;
	/** Instead of the body, written piece by piece as it is made, each piece made when the one before it has gone out. */
	readonly pieces?: { readonly of: AsyncIterable<string>; readonly file?: string };
	/** Goes on instead of the body: server-sent events, each with data of the route's shape. The head was written when it is called. */
	readonly stream?: (response: ServerResponse) => Promise<void>;
}

/** `anybody`: before anybody has signed in. */
export type Access = "anybody" | Permission;

type Shape = z.ZodType;
type Read<S> = S extends Shape ? z.output<S> : undefined;

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Specification<P, Q, B, A extends Shape, C extends Access> {
	readonly method: Method;
	/** Under /api/v1, with `:name` for what `params` reads. */
	readonly path: string;
	/** Of the operation, for clients that are generated. */
	readonly id: string;
	readonly summary: string;
	/** Without it, no request comes to `run`. What belongs to somebody is judged there again, on the object that was loaded. */
	readonly access: C;
	readonly params?: P;
	readonly query?: Q;
	readonly body?: B;
	/** Bytes; by default a few kilobytes. */
	readonly largest?: number;
	/** Its body is no JSON but bytes, which it reads as they come and counts itself. */
	readonly takesBytes?: true;
	/** What goes out: fields that it does not name stay here. */
	readonly answer: A;
	readonly status?: 200 | 201;
	/** Changes what others may change too: the request must name the version that it was decided on (If-Match). */
	readonly versioned?: true;
	/** Lets somebody in, or changes how: whoever asks must have signed in within the last half hour. */
	readonly recent?: true;
	/** Answers with a file of this type and not with JSON; `answer` is what the client makes of it. */
	readonly file?: "text/csv; charset=utf-8";
	/** Answers with server-sent events. */
	readonly stream?: true;
	/** Shows a secret, once. */
	readonly showsSecret?: true;
	readonly run: (
		given: { readonly params: Read<P>; readonly query: Read<Q>; readonly body: Read<B> },
		asked: Asked & { readonly caller: C extends "anybody" ? Caller | null : Caller },
	) => Promise<Answered<z.input<A>> | ApiProblem>;
}

/** A row of the table, whatever it takes and gives. */
export interface Route extends Omit<Specification<Shape | undefined, Shape | undefined, Shape | undefined, Shape, Access>, "run"> {
	readonly run: (
		given: { readonly params: unknown; readonly query: unknown; readonly body: unknown },
		asked: Asked & { readonly caller: Caller | null },
	) => Promise<Answered<unknown> | ApiProblem>;
}

/** What the console knows of a route: its types, and nothing that runs. */
export interface Described<M extends Method, Path extends string, P, Q, B, A> {
	readonly method: M;
	readonly path: Path;
	readonly types?: { readonly params: P; readonly query: Q; readonly body: B; readonly answer: A };
}

/** What a client sends for this schema. */
export type Sent<S> = S extends Shape ? z.input<S> : undefined;

/** Ties the types of one route together: what its schemas read is what `run` is given (http/api/api.ts holds to it). */
export function route<
	const M extends Method,
	const Path extends string,
	A extends Shape,
	C extends Access,
	P extends Shape | undefined = undefined,
	Q extends Shape | undefined = undefined,
	B extends Shape | undefined = undefined,
>(
	specification: Specification<P, Q, B, A, C> & { readonly method: M; readonly path: Path },
): Route & Described<M, Path, Sent<P>, Sent<Q>, Sent<B>, z.output<A>> {
	return specification as unknown as Route & Described<M, Path, Sent<P>, Sent<Q>, Sent<B>, z.output<A>>;
}
