import type { LogLine } from "./found-lines.ts";

/** A line of a log as it is shown: where it stands, and what stands there. */
export function logLineText({ file, line, text }: LogLine): string {
	return `${file === null ? "" : `${file}:`}${line}  ${text}`;
}
