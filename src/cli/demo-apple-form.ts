import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";

/** A form of the stand-in's page. */
export interface AppleForm {
	readonly fields: ReadonlyMap<string, string>;
	/** Empty: none was chosen. */
	readonly file: Buffer;
}

const limits = { fields: 5, files: 1, parts: 8, headerPairs: 20, headerSize: 4_096, fieldSize: 1_000, fileSize: 100_000 };

/** @throws where it is no such form, or more than anybody means to send */
export async function readAppleForm(request: IncomingMessage): Promise<AppleForm> {
	const form = new Busboy({ headers: { ...request.headers, "content-type": request.headers["content-type"] ?? "" }, limits });
	const fields = new Map<string, string>();
	const parts: Buffer[] = [];
	let tooLarge = false;
	form.on("field", (name: string, value: string) => void fields.set(name, value.trim()));
	form.on("file", (_: string, file: BusboyFileStream) => {
		file.on("data", (part: Buffer) => void parts.push(part));
		file.on("limit", () => {
			tooLarge = true;
		});
	});
	await pipeline(request, form);
	if (tooLarge) throw new RangeError("no certificate is as large");
	return { fields, file: Buffer.concat(parts) };
}
