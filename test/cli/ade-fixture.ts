import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { AdeStandInServer } from "../../simulator/ade/server.ts";
import { type AdeStandIn, createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { done, file } from "./commands-fixture.ts";
import { type CommandLine, commandLine, testNow } from "./terminal-fixture.ts";

/** A command line whose Apple is the stand-in, on the same clock. */
export interface AdeCommandLine {
	readonly line: CommandLine;
	readonly apple: AdeStandIn;
	/** The file of a token: of a server at Apple, for a certificate that is made here for it. `key`: options of `ade tokens key`. */
	readonly download: (server: AdeStandInServer, ...key: readonly string[]) => Promise<string>;
	/** A server at Apple with devices, and its token here. */
	readonly addToken: (name: string, devices: readonly string[] | number) => Promise<AdeStandInServer>;
}

const seeds = ["A", "B", "C"];

export async function adeCommandLine(t: TestContext): Promise<AdeCommandLine> {
	const environment: Record<string, string> = { GENKAN_PUBLIC_URL: "https://mdm.contoso.example" };
	const line = commandLine(t, environment);
	line.now = testNow;
	const apple = createAdeStandIn({ now: () => line.now });
	const { url, caPem } = await apple.started();
	t.after(() => apple.stop());
	environment["GENKAN_ADE_URL"] = url;
	environment["GENKAN_STAND_IN_ADE_CA_FILE"] = file(line, "apple-ca.pem", caPem);
	let servers = 0;
	let files = 0;
	const download = async (server: AdeStandInServer, ...key: readonly string[]) => {
		server.uploadPublicKey(await done(line, "ade", "tokens", "key", ...key));
		files += 1;
		return file(line, `token-${files}.p7m`, server.downloadToken());
	};
	return {
		line,
		apple,
		download,
		async addToken(name, devices) {
			const server = apple.addServer({ name: `${name} at Apple`, orgName: "Contoso", adminId: "ade@contoso.example" });
			const seed = seeds[servers] ?? "Z";
			servers += 1;
			if (typeof devices !== "number") server.addDevices(devices.map((serial) => ({ serial })));
			else if (devices > 0) server.addDevices({ count: devices, seed });
			await done(line, "ade", "tokens", "add", name, await download(server));
			return server;
		},
	};
}

/** Ends with 1, and says what it found all the same. */
export async function wrong(line: CommandLine, ...words: readonly string[]): Promise<string> {
	const { code, out, err } = await line.run(...words);
	assert.equal(code, 1, `${words.join(" ")}: ${out}${err}`);
	return out;
}
