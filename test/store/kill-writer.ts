/** Writes as fast as it can, and names each write on its output once it was acknowledged. Started by sqlite-kill.test.ts, which kills it. */
import { writeSync } from "node:fs";
import { openStore } from "../../src/store/open.ts";
import { device } from "./rows.ts";

const [file = "", round = ""] = process.argv.slice(2);
const store = await openStore({ kind: "sqlite", file });

async function writer(name: string): Promise<never> {
	for (let n = 0; ; n++) {
		const id = `${round}-${name}-${n}`;
		// Two rows that belong together: one without the other would be half a unit.
		await store.write(async ({ devices, settings }) => {
			await devices.insert(device(id));
			await settings.set(id, "1", n);
		});
		writeSync(1, `${id}\n`);
	}
}

await Promise.all(["a", "b", "c", "d", "e", "f", "g", "h"].map(writer));
