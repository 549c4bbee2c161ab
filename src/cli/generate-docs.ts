/**
 * Writes the documents that are derived from the code. With `--check` writes nothing, and ends with 1 if one of them differs (CI).
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { configurationDocument } from "./configuration-document.ts";
import { failuresDocument } from "./failures-document.ts";
import { openApiDocument } from "./openapi-document.ts";

const documents: readonly { readonly path: string; readonly content: () => string }[] = [
	{ path: "docs/failures.md", content: failuresDocument },
	{ path: "docs/configuration.md", content: configurationDocument },
	{ path: "docs/openapi.json", content: openApiDocument },
];

const checking = process.argv.slice(2).includes("--check");
for (const { path, content } of documents) {
	const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
	const wanted = content();
	if (checking) {
		const present = await readFile(file, "utf8").catch(() => null);
		if (present === wanted) continue;
		console.error(
			`${path} ${present === null ? "is missing" : "is not what the code says"}: run "npm run generate" and commit the result.`,
		);
		process.exitCode = 1;
	} else {
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, wanted);
	}
}
