/** Builds the console into console/dist, unless what is there is of these very files. `--always`: in any case. */
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = import.meta.dirname;
const mark = join(folder, "dist", ".built-from");

function sources(): string {
	const hash = createHash("sha256");
	const files = [
		"package.json",
		"index.html",
		"vite.config.ts",
		"build.ts",
		...globSync("src/**/*.{ts,tsx,json,css,svg}", { cwd: folder }),
	];
	for (const file of files.toSorted())
		hash
			.update(file)
			.update("\0")
			.update(readFileSync(join(folder, file)))
			.update("\0");
	return hash.digest("hex");
}

async function build(from: string): Promise<void> {
	const started = performance.now();
	const vite = await import("vite").catch(() => undefined);
	if (vite === undefined) {
		const there = existsSync(mark);
		console.error(
			there
				? "The console's sources are newer than what was built, and Vite is not installed: the console is served as it was built."
				: "The console is not built, and Vite, which builds it, is not installed: run “npm ci” without leaving out development packages.",
		);
		return;
	}
	// Apart, and put into its place when it is whole: whoever serves or builds at the same time never sees half of one.
	const fresh = join(folder, `.building-${process.pid}`);
	await vite.build({ configFile: join(folder, "vite.config.ts"), logLevel: "warn", build: { outDir: fresh, emptyOutDir: true } });
	// The service reads them into memory and compresses nothing itself.
	for (const name of globSync("**/*.{js,css,svg}", { cwd: fresh })) {
		const file = join(fresh, name);
		const content = readFileSync(file);
		writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
		const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
		writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
	}
	writeFileSync(join(fresh, ".built-from"), from);
	rmSync(join(folder, "dist"), { recursive: true, force: true });
	try {
		renameSync(fresh, join(folder, "dist"));
	} catch (error) {
		// Another has put its own there in this moment.
		if (!existsSync(mark)) throw error;
		rmSync(fresh, { recursive: true, force: true });
	}
	console.error(`The console was built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

const from = sources();
const fresh = existsSync(mark) && readFileSync(mark, "utf8") === from;
if (!fresh || process.argv.includes("--always")) await build(from);
