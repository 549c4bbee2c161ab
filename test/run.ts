/**
 * Runs every test. Before that it finds what some of them need (PostgreSQL, Chromium, openssl, other people's SCEP clients), installs it where it
 * may (Debian, as root), and says what is missing: a test that cannot run without it says so by itself, and in CI it fails.
 */
import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";

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
const only = process.argv.slice(2);
if (only.length === 0) prepare();
const files = only.length > 0 ? only : globSync("test/**/*.test.ts").toSorted();
// Each file is a process, and most of them compile the whole service: the same for all.
const env = { ...process.env, NODE_COMPILE_CACHE: join(import.meta.dirname, "../node_modules/.cache/node-compile-cache") };
const tests = spawnSync(process.execPath, ["--test", "--test-concurrency=2", "--test-timeout=600000", ...files], { stdio: "inherit", env });
process.exit(tests.status ?? 1);
