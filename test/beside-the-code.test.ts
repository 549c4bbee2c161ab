import { globSync } from "node:fs";
import { join } from "node:path";

// The tests that stand beside what they test open no servers and share one process: starting one for each takes longer than all of them do.
const root = join(import.meta.dirname, "..");
for (const file of globSync("{src,simulator,console/src}/**/*.test.ts", { cwd: root }).toSorted()) await import(join(root, file));
