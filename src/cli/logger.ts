import { type DestinationStream, destination, pino } from "pino";
import type { Json } from "../evidence/attempt.ts";
import type { Log } from "../evidence/log.ts";

type Detail = { readonly [key: string]: Json };

const secretName = /passw|secret|token|challenge|magic|privatekey|masterkey|authorization|cookie|csr|body|^key$|^pem$/i;
const secretText = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const masked = "[redacted]";

/** What may be logged: whatever carries a secret's name, or looks like a key, is masked, at any depth. */
function safeDetail(detail: Detail): Detail {
	return Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, secretName.test(key) ? masked : safeValue(value)]));
}

function safeValue(value: Json): Json {
	if (typeof value === "string") return secretText.test(value) ? masked : value;
	if (typeof value !== "object" || value === null) return value;
	return Array.isArray(value) ? value.map(safeValue) : safeDetail(value as Detail);
}

/** The log of the process: one JSON object a line on standard error. `flush` writes what is still in memory. */
export function processLog(level: string, stream?: DestinationStream): Log & { flush(): void } {
	const sink = stream ?? destination({ dest: 2, sync: false });
	const logger = pino(
		{ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
		sink,
	);
	const at = (name: "debug" | "info" | "warn" | "error") => (detail: Detail, message: string) => logger[name](safeDetail(detail), message);
	return {
		debug: at("debug"),
		info: at("info"),
		warn: at("warn"),
		error: at("error"),
		flush() {
			if ("flushSync" in sink && typeof sink.flushSync === "function") sink.flushSync();
		},
	};
}
