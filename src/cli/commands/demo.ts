import { bareCommand } from "../command.ts";
import { done, failed } from "../reply.ts";

export const demoCommand = bareCommand({
	name: "demo",
	options: { once: { kind: "flag", help: "demo-once" }, empty: { kind: "flag", help: "demo-empty" } },
	async run({ once, empty }, { edge, language, json, data }) {
		// Loaded only when asked for: it brings the stand-ins of phones and of Apple along.
		const { demo } = await import("../demo.ts");
		const code = await demo({ language, json, once, empty, data }, edge);
		return code === 0 ? done(null, "") : failed("", code);
	},
});
