import type { z } from "zod";
import type { Permission } from "../../administrators/permissions.ts";
import type { Administrator, AdministratorSession, AdministratorStores, ApiToken } from "../../administrators/ports.ts";
import type { SessionLimits } from "../../administrators/sessions.ts";
import type { ThrottleStore } from "../../credentials/throttle.ts";
import type { IncidentRecord } from "../../diagnosis/incident-record.ts";
import type { AttemptStore } from "../../enrollment/ports.ts";
import type { AuditStore } from "../../evidence/audit.ts";
import type { Clock, Randomness } from "../../evidence/clock.ts";
import type { Incident, IncidentExtent, IncidentStore } from "../../evidence/incident.ts";
import type { ObservationStore } from "../../evidence/observation.ts";
import type { Sealer } from "../../evidence/sealer.ts";
import type { Work } from "../../evidence/work.ts";
import type { SettingStore } from "../../tenant/ports.ts";
import type { Language } from "../../texts/texts.ts";
import type { ApiProblem } from "./problem.ts";

export interface ApiStores extends AdministratorStores {
	readonly throttle: ThrottleStore;
	readonly settings: SettingStore;
	readonly attempts: AttemptStore;
	readonly incidents: IncidentStore;
	readonly audit: AuditStore;
	readonly observations: ObservationStore;
}

/** A fix that somebody asks for by the API: the command that mends a try or an incident, as `genkan fix` runs it. */
export interface FixRequest {
	/** A reference, or the id of an incident. */
	readonly what: string;
	/** As the explanation numbers them, from 1. */
	readonly number: number;
	readonly preview: boolean;
	readonly language: Language;
	readonly who: string;
	readonly from: string;
}

export interface FixReply {
	readonly ok: boolean;
	readonly text: string;
	readonly notes: readonly string[];
	/** Of a preview: what would change. */
	readonly data: unknown;
}

/** What the routes stand on. */
export interface ApiServices {
	readonly work: Work<ApiStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
	readonly limits: SessionLimits;
	readonly fix: (request: FixRequest) => Promise<FixReply>;
	/** Everything that an incident of failed tries is explained by. */
	readonly incidentRecord: (incident: Incident & { readonly extent: IncidentExtent }) => Promise<IncidentRecord>;
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
	/** Tokens of the two cookies, as they came. */
	readonly cookies: { readonly session: string | null; readonly signIn: string | null };
}

/** What a route answers; a cookie that is null is taken away. */
export interface Answered<T> {
	readonly body: T;
	readonly etag?: string;
	readonly cookies?: { readonly session?: string | null; readonly signIn?: string | null };
}

/** `anybody`: before anybody has signed in. */
export type Access = "anybody" | Permission;

type Shape = z.ZodType;
type Read<S> = S extends Shape ? z.output<S> : undefined;

interface Specification<P, Q, B, A extends Shape, C extends Access> {
	readonly method: "GET" | "POST" | "PATCH" | "DELETE";
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
	/** What goes out: fields that it does not name stay here. */
	readonly answer: A;
	readonly status?: 200 | 201;
	/** Changes what others may change too: the request must name the version that it was decided on (If-Match). */
	readonly versioned?: true;
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

/** Ties the types of one route together: what its schemas read is what `run` is given (http/api/api.ts holds to it). */
export function route<
	A extends Shape,
	C extends Access,
	P extends Shape | undefined = undefined,
	Q extends Shape | undefined = undefined,
	B extends Shape | undefined = undefined,
>(specification: Specification<P, Q, B, A, C>): Route {
	return specification as unknown as Route;
}
