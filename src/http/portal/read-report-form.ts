import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import { type NoLog, type ReadLog, readLog } from "../../diagnosis/read-log.ts";

export interface ReportForm {
	/** Empty where none was typed; null: longer than any message. */
	readonly message: string | null;
	/** null: no file was chosen. `busy`: it was not to be read now. */
	readonly log: ReadLog | NoLog | { readonly kind: "log-too-large" | "busy" } | null;
}

/** As it is sent, packed or not. */
export const largestLog = 200 * 1_048_576;
/** Bytes of the typed message; the page's own limit is 4,000 characters. */
const largestMessage = 16_384;
/** A sender from whom nothing comes for so long is gone. */
const idleMs = 30_000;

/**
 * Reads the report's form as it comes: the log is searched piece by piece, and lies neither in memory nor on disk. What stands behind the first file, and
 * what is more than the limits, is read and thrown away.
 *
 * @param mayRead asked where a file was chosen, before anything of it is looked at
 * @throws where the line breaks, nothing comes any more, or the form cannot be read: with `statusCode` 400
 */
export async function readReportForm(request: IncomingMessage, mayRead: () => boolean): Promise<ReportForm> {
	let message: string | null = "";
	let log: Promise<ReportForm["log"]> = Promise.resolve(null);
	const form = parserFor(request);
	const chosen = new PassThrough();
	// Heard by who reads it; nobody may, where no file was chosen.
	chosen.on("error", () => undefined);
	form.on("field", (name: string, value: string, _: boolean, truncated: boolean) => {
		if (name === "message") message = truncated ? null : value;
	});
	form.on("file", (name: string, file: BusboyFileStream, filename: string | undefined) => {
		file.on("error", (error) => chosen.destroy(error));
		// Browsers send an unchosen file as one without name.
		if (name !== "log" || filename === undefined || filename === "") {
			file.resume();
			return;
		}
		if (!mayRead()) {
			log = Promise.resolve({ kind: "busy" });
			file.resume();
			return;
		}
		// Where the log is found to be none, the rest of the form has to come to its end all the same.
		chosen.once("close", () => file.unpipe(chosen).resume());
		log = readLog(file.pipe(chosen))
			.then((result) => (file.truncated ? ({ kind: "log-too-large" } as const) : result))
			.finally(() => chosen.destroy());
		// Awaited below; a line that breaks before must not be an unhandled rejection.
		log.catch(() => undefined);
	});
	const idle = setTimeout(() => request.destroy(new Error("nothing came any more")), idleMs);
	request.on("data", () => idle.refresh());
	try {
		await pipeline(request, form);
	} catch (error) {
		chosen.destroy(new Error("the line broke"));
		throw Object.assign(error instanceof Error ? error : new Error("unreadable"), { statusCode: 400 });
	} finally {
		clearTimeout(idle);
	}
	return { message, log: await log };
}

function parserFor({ headers }: IncomingMessage): BusboyInstance {
	const limits = { fields: 5, files: 1, parts: 8, headerPairs: 20, headerSize: 4_096, fieldSize: largestMessage, fileSize: largestLog };
	try {
		return new Busboy({ headers: { ...headers, "content-type": headers["content-type"] ?? "" }, limits });
	} catch (error) {
		throw Object.assign(new Error("no form", { cause: error }), { statusCode: 400 });
	}
}
