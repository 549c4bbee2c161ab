import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { freePort } from "./free-port.ts";

/** A server to test on. */
export interface PostgresServer {
	/** Makes a new, empty database; the answer is its address. */
	database(): Promise<string>;
	/** Ends all connections to a database, as a server that stops does, and waits until they have ended. */
	disconnect(url: string): Promise<void>;
	drop(url: string): Promise<void>;
	stop(): Promise<void>;
}

/** Where Debian has PostgreSQL's programs, the newest first, if they are not on PATH. */
function programs(): string | undefined {
	const folders = (process.env["PATH"] ?? "").split(":").concat(globSync("/usr/lib/postgresql/*/bin").sort().reverse());
	return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

/** PostgreSQL refuses to run as root: then it runs as its own user, or as nobody. */
function owner(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	for (const name of ["postgres", "nobody"]) {
		try {
			const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
			return { uid: id("-u"), gid: id("-g") };
		} catch {}
	}
	throw new Error("PostgreSQL cannot run as root, and there is no user `postgres` or `nobody` to run it as");
}

async function query(url: string, sql: string): Promise<void> {
	const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 30_000 });
	client.on("error", () => undefined);
	await client.connect();
	try {
		await client.query(sql);
	} finally {
		await client.end();
	}
}

function serverAt(url: string, end: (made: readonly string[]) => Promise<void>): PostgresServer {
	const made: string[] = [];
	const nameOf = (database: string) => new URL(database).pathname.slice(1);
	return {
		async database() {
			const name = `genkan_test_${process.pid}_${made.length}`;
			await query(url, `create database ${name}`);
			made.push(name);
			const address = new URL(url);
			address.pathname = `/${name}`;
			return address.href;
		},
		disconnect: (database) =>
			query(url, `select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = '${nameOf(database)}'`),
		drop: (database) => query(url, `drop database if exists ${nameOf(database)} with (force)`),
		stop: () => end(made),
	};
}

async function privateServer(folder: string): Promise<PostgresServer> {
	const as = owner();
	const data = mkdtempSync(join(tmpdir(), "genkan-postgres-"));
	if (as !== undefined) chownSync(data, as.uid, as.gid);
	execFileSync(join(folder, "initdb"), ["-D", data, "-U", "genkan", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "-N"], {
		...as,
		cwd: data,
		stdio: "ignore",
	});
	const port = await freePort();
	// Nothing here outlives the test, so nothing needs to reach the disk. Shared memory as files of the folder goes with it, however the server ends.
	const settings = [
		"listen_addresses=127.0.0.1",
		`unix_socket_directories=${data}`,
		"fsync=off",
		"full_page_writes=off",
		"dynamic_shared_memory_type=mmap",
		"max_connections=60",
	];
	const server = spawn(join(folder, "postgres"), ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])], {
		...as,
		cwd: data,
		stdio: "ignore",
	});
	const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
	const quit = () => server.kill("SIGQUIT");
	process.once("exit", quit);
	const url = `postgres://genkan@127.0.0.1:${port}/postgres`;
	for (let tries = 0; ; tries++) {
		try {
			await query(url, "select 1");
			break;
		} catch (error) {
			if (tries > 600 || server.exitCode !== null) throw new Error("PostgreSQL did not start", { cause: error });
			await wait(100);
		}
	}
	return serverAt(url, async () => {
		quit();
		await ended;
		process.off("exit", quit);
		rmSync(data, { recursive: true, force: true });
	});
}

/** The server that GENKAN_TEST_POSTGRES_URL names (as a user who may create databases), or a private one; undefined where there is none. */
export async function startPostgres(): Promise<PostgresServer | undefined> {
	const given = process.env["GENKAN_TEST_POSTGRES_URL"];
	if (given !== undefined) {
		return serverAt(given, async (made) => {
			for (const name of made) await query(given, `drop database if exists ${name} with (force)`);
		});
	}
	const folder = programs();
	return folder === undefined ? undefined : privateServer(folder);
}

export const noPostgres = "PostgreSQL is not here: install it (Debian: postgresql), or set GENKAN_TEST_POSTGRES_URL";

/** A server for this test. Where there is none the test is skipped and says so; with CI set it fails. */
export async function withPostgres(test: TestContext): Promise<PostgresServer | undefined> {
	const server = await startPostgres();
	if (server === undefined) {
		if (process.env["CI"]) throw new Error(noPostgres);
		test.skip(noPostgres);
		return undefined;
	}
	test.after(() => server.stop());
	return server;
}
