/**
 * Runs every test. Before that it finds what some of them need (PostgreSQL, Chromium, openssl, other people's SCEP clients), installs it where it
 * may (Debian, as root), and says what is missing: a test that cannot run without it says so by itself, and in CI it fails.
 */
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync, statfsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";

interface Need {
	readonly what: string;
	readonly packages: readonly string[];
	readonly there: () => boolean;
}

const onPath = (program: string): boolean => (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(`${folder}/${program}`));

const needs: readonly Need[] = [
	{ what: "openssl, the oracle for certificates and messages", packages: ["openssl"], there: () => onPath("openssl") },
	{
		what: "PostgreSQL, for the second store",
		packages: ["postgresql"],
		there: () =>
			process.env["GENKAN_TEST_POSTGRES_URL"] !== undefined || onPath("initdb") || globSync("/usr/lib/postgresql/*/bin/initdb").length > 0,
	},
	{ what: "Chromium, for the pages", packages: ["chromium"], there: () => onPath("chromium") },
	{ what: "a Japanese font", packages: ["fonts-noto-cjk"], there: () => globSync("/usr/share/fonts/**/NotoSansCJK*").length > 0 },
	{
		what: "strongSwan's pki, a SCEP client",
		packages: ["strongswan-pki", "libstrongswan-extra-plugins", "libstrongswan-standard-plugins"],
		there: () => onPath("pki") && globSync("/usr/lib/ipsec/plugins/libstrongswan-curl.so").length > 0,
	},
	{ what: "scepclient, another SCEP client", packages: ["scep"], there: () => onPath("scepclient") },
];

function prepare(): void {
	const missing = needs.filter((need) => !need.there());
	if (missing.length === 0) return;
	const packages = missing.flatMap((need) => need.packages);
	if (process.getuid?.() === 0 && onPath("apt-get")) {
		console.log(`Installing what tests need: ${packages.join(" ")}`);
		const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
		const quiet: SpawnSyncOptions = { stdio: ["ignore", "ignore", "inherit"], env };
		spawnSync("apt-get", ["update", "-q"], quiet);
		spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], quiet);
	}
	for (const need of needs.filter((one) => !one.there())) {
		console.log(`Not here: ${need.what}. Tests that need it are skipped. To run them: apt-get install ${need.packages.join(" ")}`);
	}
}

if (Number(process.versions.node.split(".")[0]) < 24) {
	console.error(`Genkan needs Node 24; this is ${process.version}. Run “npm ci”, then “npm test”: it brings its own.`);
	process.exit(1);
}
spawnSync(process.execPath, ["console/build.ts"], { stdio: "inherit" });
const root = join(import.meta.dirname, "..");
const only = process.argv.slice(2);
if (only.length === 0) prepare();

/** They take half a minute and more each. At the end one of them would have a core to itself while the other stands idle. */
const longest = [
	"e2e/console-pages",
	"e2e/console-fix-buttons",
	"e2e/console-from-nothing",
	"tour/tour",
	"store/postgres",
	"e2e/console-apple",
	"e2e/demo",
	"e2e/kill",
];

function files(): readonly string[] {
	if (only.length > 0) return only.flatMap((pattern) => globSync(pattern, { cwd: root })).toSorted();
	const all = globSync("test/**/*.test.ts", { cwd: root }).toSorted();
	const first = longest.map((name) => `test/${name}.test.ts`);
	return [...first.filter((file) => all.includes(file)), ...all.filter((file) => !first.includes(file))];
}

/**
 * Every store and browser of the tests lies in a folder of this one, where there is room in memory: each unit of work waits until the disk has it, and
 * no test takes the power away. What a test leaves behind goes with it.
 */
function folderInMemory(): string | undefined {
	const memory = "/dev/shm";
	if (process.env["TMPDIR"] !== undefined || !existsSync(memory)) return undefined;
	const { bavail, bsize } = statfsSync(memory);
	if (bavail * bsize < 4 * 1024 ** 3) return undefined;
	const folder = mkdtempSync(join(memory, "genkan-tests-"));
	// PostgreSQL runs as a user of its own.
	chmodSync(folder, 0o755);
	process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
	return folder;
}

// Each file is a process, and most of them compile the whole service: the same for all.
process.env["NODE_COMPILE_CACHE"] = join(root, "node_modules/.cache/node-compile-cache");
const memory = folderInMemory();
if (memory !== undefined) process.env["TMPDIR"] = memory;

const skipped: string[] = [];
const chosen = files();
if (chosen.length === 0) {
	console.error(`No test file is ${only.join(" ")}.`);
	process.exit(1);
}
const tests = run({ files: chosen.map((file) => resolve(root, file)), cwd: root, concurrency: 2, timeout: 600_000 });
/** Whether it was left out: skipped, or to be done, which counts for no failure even where it fails. */
function leftOut({
	skip,
	todo,
	name,
	file,
}: {
	readonly name: string;
	readonly file?: string | undefined;
	readonly skip?: string | boolean | undefined;
	readonly todo?: string | boolean | undefined;
}): boolean {
	const left = skip ?? todo;
	if (left === undefined || left === false) return false;
	skipped.push(`${relative(root, file ?? "")}: ${name}${typeof left === "string" ? ` (${left})` : ""}`);
	return true;
}
tests.on("test:fail", (ended) => {
	if (!leftOut(ended)) process.exitCode = 1;
});
tests.on("test:pass", leftOut);
for await (const said of tests.compose(spec)) process.stdout.write(said);
if (process.env["CI"] !== undefined && skipped.length > 0) {
	console.error(`In CI every test runs. Not run:\n${skipped.map((one) => `  ${one}`).join("\n")}`);
	process.exitCode = 1;
}
