import type { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate and its key, as files for `openssl` and as values for our code. */
export interface TestIdentity {
	readonly certificate: Uint8Array;
	readonly key: KeyObject;
	readonly certificateFile: string;
	readonly keyFile: string;
}

export type TestKeyType = "rsa:1024" | "rsa:2048" | "rsa:3072" | "prime256v1" | "secp384r1" | "secp256k1" | "ed25519";

/** The `openssl` command line in a folder of its own: what it says of a message is what our code is held against. For tests only. */
export class OpensslOracle {
	readonly folder = mkdtempSync(join(tmpdir(), "genkan-openssl-"));
	#count = 0;

	/** Runs `openssl`; its standard output. Throws if it fails. */
	run(args: readonly string[], input?: Uint8Array): Buffer {
		return execFileSync("openssl", args, { cwd: this.folder, input: input ?? "", stdio: ["pipe", "pipe", "pipe"], maxBuffer: 1 << 26 });
	}

	/** Whether it succeeds. */
	accepts(args: readonly string[], input?: Uint8Array): boolean {
		try {
			this.run(args, input);
			return true;
		} catch {
			return false;
		}
	}

	/** Writes a file into the folder; its name. */
	file(content: Uint8Array): string {
		const name = `file-${this.#count++}`;
		writeFileSync(join(this.folder, name), content);
		return name;
	}

	/** A self-signed certificate. */
	identity(commonName: string, type: TestKeyType = "rsa:2048"): TestIdentity {
		const keyFile = `key-${this.#count}.pem`;
		const certificateFile = `certificate-${this.#count++}.pem`;
		const newKey = type.startsWith("rsa") || type === "ed25519" ? [type] : ["ec", "-pkeyopt", `ec_paramgen_curve:${type}`];
		this.run([
			"req",
			"-x509",
			"-newkey",
			...newKey,
			"-nodes",
			"-keyout",
			keyFile,
			"-out",
			certificateFile,
			"-subj",
			`/CN=${commonName}`,
			"-days",
			"30",
		]);
		return {
			certificate: new X509Certificate(this.read(certificateFile)).raw,
			key: createPrivateKey(this.read(keyFile)),
			certificateFile,
			keyFile,
		};
	}

	read(name: string): Buffer {
		return readFileSync(join(this.folder, name));
	}

	dispose(): void {
		rmSync(this.folder, { recursive: true });
	}
}
