/**
 * Adds to package-lock.json the packages of other platforms that its own entries name as optional. npm leaves out those that the registry at hand does
 * not hold (a partial mirror), and `npm ci` then refuses the lockfile as incomplete. Run it after dependencies were changed.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface Entry {
	readonly dev?: boolean;
	readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const file = new URL("../package-lock.json", import.meta.url);
const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(file, "utf8"));
let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
	for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
		const key = `node_modules/${name}`;
		if (path === "" || lock.packages[key] !== undefined) continue;
		// Named by platform, as `cli-darwin-arm64` or `binding-linux-x64-musl`.
		const [os = "", cpu = "", libc] = name.replace(/^.*\/(?:cli-|binding-|argon2-)?/, "").split("-");
		const platform = {
			version: range.replace(/^[\^~=]/, ""),
			cpu: [cpu],
			...(entry.dev === true ? { dev: true } : {}),
			...(libc === "gnu" || libc === "musl" ? { libc: [libc === "gnu" ? "glibc" : "musl"] } : {}),
			optional: true,
			os: [os],
		};
		lock.packages[key] = platform;
		added += 1;
	}
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added to the lockfile`);
