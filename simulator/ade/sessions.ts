import type { AccessToken, ServerState } from "./server-state.ts";

export interface Session {
	readonly id: string;
	/** The token that it was opened with: when that is void, so is the session. */
	readonly accessToken: AccessToken;
	/** Epoch milliseconds. */
	readonly endsAt: number;
	/** Answers until it is replaced. */
	answersLeft: number;
	/** Offered in its place; the first use of that one ends this one. */
	next: string | null;
	/** The one that it replaces. */
	readonly replaces: string | null;
}

export interface SessionRules {
	/** Milliseconds. */
	readonly lifetime: number;
	/** Answers after which a session is replaced by a new one. */
	readonly rotateEvery: number;
}

export interface Sessions {
	open(server: ServerState, accessToken: AccessToken, replaces?: string): Session;
	serverOf(id: string): ServerState | undefined;
	/** Whether this session is good now; using it ends the one that it replaces. */
	use(id: string): ServerState | null;
	/** After an answer: the session to use from now on, where it is another one. */
	rotated(id: string): string | null;
	/** Ends all of a server, as Apple may at any time. */
	end(server: ServerState): void;
}

export function createSessions(options: {
	readonly now: () => number;
	readonly newId: () => string;
	readonly rules: SessionRules;
}): Sessions {
	const servers = new Map<string, ServerState>();
	const forget = (server: ServerState, id: string): void => {
		server.sessions.delete(id);
		servers.delete(id);
	};
	const sessions: Sessions = {
		open(server, accessToken, replaces) {
			for (const old of server.sessions.values()) if (old.endsAt <= options.now()) forget(server, old.id);
			const session: Session = {
				id: options.newId(),
				accessToken,
				endsAt: options.now() + options.rules.lifetime,
				answersLeft: options.rules.rotateEvery,
				next: null,
				replaces: replaces ?? null,
			};
			server.sessions.set(session.id, session);
			servers.set(session.id, server);
			return session;
		},
		serverOf: (id) => servers.get(id),
		use(id) {
			const server = servers.get(id);
			const session = server?.sessions.get(id);
			if (server === undefined || session === undefined) return null;
			if (session.endsAt <= options.now() || session.accessToken !== server.accessToken) {
				forget(server, id);
				return null;
			}
			if (session.replaces !== null) forget(server, session.replaces);
			return server;
		},
		rotated(id) {
			const server = servers.get(id);
			const session = server?.sessions.get(id);
			if (server === undefined || session === undefined) return null;
			session.answersLeft -= 1;
			if (session.answersLeft > 0) return null;
			session.next ??= sessions.open(server, session.accessToken, id).id;
			return session.next;
		},
		end(server) {
			for (const id of [...server.sessions.keys()]) forget(server, id);
		},
	};
	return sessions;
}
