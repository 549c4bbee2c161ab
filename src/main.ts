/**
 * The one program: `node src/main.ts serve` runs the service (src/service.ts wires it), every other command works on its data. Read
 * src/cli/commands.ts for what there is, src/domain.ts for what all stand on.
 */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import process from "node:process";

const oldestNode = 24;

if (Number(process.versions.node.split(".")[0]) < oldestNode) {
	process.stderr.write(
		`Genkan needs Node ${oldestNode}; this is ${process.version}. Run “npm ci” once, then “npm start”: npm brings the right one.\n`,
	);
	process.exit(1);
}

// What was compiled at one start is there at the next: without types to strip it needs a third of the time. Not in the common temporary
// directory, where Node would put it: whoever may write there could give us code. Where this one cannot be written, all works without.
enableCompileCache(join(import.meta.dirname, "../node_modules/.cache/node-compile-cache"));

const { processEdge } = await import("./cli/process-edge.ts");
const { run } = await import("./cli/run.ts");

// The reader went away (`genkan devices | head`): nothing more to say, and nothing wrong.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

const code = await run(process.argv.slice(2), processEdge(process, process.env));
process.stdout.write("", () => process.exit(code));
