import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";

/** How a program ended. */
export interface Ended {
	readonly status: number;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** A folder of its own for programs that nobody here wrote. */
export interface Workplace extends Disposable {
	readonly folder: string;
	run(program: string, ...args: readonly string[]): Promise<Ended>;
	/** The standard output; throws, with what the program said, when it failed. */
	must(program: string, ...args: readonly string[]): Promise<Buffer>;
	write(name: string, content: string | Uint8Array): void;
	read(name: string): Buffer;
}

export function openWorkplace(): Workplace {
	const folder = mkdtempSync(join(tmpdir(), "genkan-interop-"));
	const run = (program: string, ...args: readonly string[]) =>
		new Promise<Ended>((resolve, reject) => {
			const options = { cwd: folder, encoding: "buffer", timeout: 60_000, maxBuffer: 1 << 24 } as const;
			const child = execFile(program, args, options, (error, stdout, stderr) => {
				if (error !== null && typeof error.code !== "number") reject(error);
				else resolve({ status: typeof error?.code === "number" ? error.code : 0, stdout, stderr: stderr.toString() });
			});
			child.stdin?.end();
		});
	return {
		folder,
		run,
		async must(program, ...args) {
			const ended = await run(program, ...args);
			if (ended.status !== 0) throw new Error(`${program} ${args[0]}: ${ended.stderr}${ended.stdout.toString()}`);
			return ended.stdout;
		},
		write: (name, content) => writeFileSync(join(folder, name), content),
		read: (name) => readFileSync(join(folder, name)),
		[Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
	};
}

/** A test that needs a program: without it the test is skipped and says how to get it, and in CI it fails. */
export function testWith(
	needed: { readonly program: string; readonly packages: string },
	name: string,
	body: (t: TestContext) => Promise<void>,
): void {
	const there = (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, needed.program)));
	const missing = `${needed.program} is not here: apt-get install ${needed.packages}`;
	test(name, there || process.env["CI"] !== undefined ? {} : { skip: missing }, async (t) => {
		if (!there) throw new Error(missing);
		await body(t);
	});
}
