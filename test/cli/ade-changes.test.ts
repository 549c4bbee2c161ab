import { test } from "node:test";
import { adeCases } from "./ade-change-cases.ts";
import { adeCommandLine } from "./ade-fixture.ts";
import { playChange } from "./changes-fixture.ts";
import { done } from "./commands-fixture.ts";

const hour = 3_600_000;

test("every change of Automated Device Enrollment: its preview, its entry on record, its undo", async (t) => {
	for (const one of adeCases) {
		await t.test([one.name, ...one.words].join(" "), async (t) => {
			const { line, apple, addToken, download } = await adeCommandLine(t);
			await done(line, "authority", "set", "intune");
			const server = await addToken("Tokyo", ["C02TOKYO0001", "C02TOKYO0002", "C02TOKYO0003"]);
			if (one.name === "ade tokens delete") await addToken("Empty", []);
			await done(line, "ade", "profiles", "add", "Sales", "--token", "Tokyo", "--default", "--department", "Field");
			await done(line, "ade", "profiles", "add", "Other", "--token", "Tokyo");
			await done(line, "ade", "sync", "Tokyo");
			line.now += hour;
			const files = {
				KEY: async () => String(JSON.parse(await done(line, "ade", "tokens", "key", "--json")).keyPair).slice(0, 8),
				"NEW.p7m": async () => download(apple.addServer({ name: "Osaka at Apple" })),
				"RENEWED.p7m": async () => download(server, "--for", "Tokyo"),
			};
			const words = [];
			for (const word of one.words) words.push(word in files ? await files[word as keyof typeof files]() : word);
			await playChange(t, line, { ...one, words });
		});
	}
});
