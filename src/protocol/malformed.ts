/**
 * The one error that a decoder throws. It says where and what kind, never the content: the bytes come from the network and may hold secrets.
 */
export class Malformed extends Error {
	/** The codec that refused: `plist`, `der`, `cms`, `x509`, `scep`, `mdm`, `ade`. */
	readonly codec: string;
	/** What is wrong, in words of the code (never bytes of the input): `truncated`, `too-deep`, `entity`, … */
	readonly kind: string;
	/** Byte or character offset in the input, or -1 where no single place is wrong. */
	readonly offset: number;

	constructor(codec: string, kind: string, offset = -1) {
		super(offset < 0 ? `${codec}: ${kind}` : `${codec}: ${kind} at ${offset}`);
		this.name = "Malformed";
		this.codec = codec;
		this.kind = kind;
		this.offset = offset;
	}
}
