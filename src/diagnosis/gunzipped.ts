import { createGunzip, type Gunzip } from "node:zlib";

/** What comes out of a gzip, and how that ended. */
export class Gunzipped {
	/** Known once `bytes` is through. */
	ended: "whole" | "cut-off" | "damaged" = "whole";
	readonly #packed: AsyncIterable<Uint8Array>;

	constructor(packed: AsyncIterable<Uint8Array>) {
		this.#packed = packed;
	}

	/**
	 * Of an archive that is cut off or damaged what came out until then. It may never end: whoever reads stops at a bound.
	 *
	 * @throws whatever the packed bytes throw
	 */
	async *bytes(): AsyncIterable<Uint8Array> {
		const gunzip = createGunzip({ chunkSize: 65_536 });
		const unpacking = new Unpacking(gunzip);
		try {
			for await (const piece of this.#packed) {
				gunzip.write(piece, unpacking.taken);
				yield* unpacking.output();
				if (unpacking.over) break;
			}
			if (!unpacking.over) gunzip.end();
			for await (const _ of unpacking.output());
			if (unpacking.fault !== null) this.ended = unpacking.fault === "Z_BUF_ERROR" ? "cut-off" : "damaged";
		} finally {
			gunzip.destroy();
		}
	}
}

/**
 * A gunzip that is driven piece by piece. Of a stream that fails Node throws away what was not read yet, so everything that comes out of one piece is
 * read before the next goes in; and only at the end does zlib say that a gzip is cut off.
 */
class Unpacking {
	/** zlib's name of what is wrong. */
	fault: string | null = null;
	/** Nothing more will come: failed, or what follows is no gzip. */
	over = false;
	readonly #gunzip: Gunzip;
	#isTaken = false;
	#wake = () => {};

	constructor(gunzip: Gunzip) {
		this.#gunzip = gunzip;
		gunzip.on("readable", () => this.#wake());
		gunzip.on("end", () => this.#end(null));
		gunzip.on("error", (error: NodeJS.ErrnoException) => this.#end(error.code ?? error.name));
	}

	/** To be called when what was written is taken in. */
	readonly taken = (): void => {
		this.#isTaken = true;
		this.#wake();
	};

	/** All that comes out until what was written is taken in. */
	async *output(): AsyncIterable<Uint8Array> {
		for (;;) {
			const out: Buffer | null = this.#gunzip.read();
			if (out !== null) yield out;
			else if (this.#isTaken || this.over) break;
			else
				await new Promise<void>((resolve) => {
					this.#wake = resolve;
				});
		}
		this.#isTaken = false;
	}

	#end(fault: string | null): void {
		this.fault = fault;
		this.over = true;
		this.#wake();
	}
}
