import type { ChangeCase } from "./changes-fixture.ts";

const [first, second] = ["C02TOKYO0001", "C02TOKYO0002"];

/** Changes of Automated Device Enrollment, in the data that ade-changes.test.ts makes. `TOKEN.p7m` stands for a file that it brings. */
export const adeCases: readonly ChangeCase[] = [
	{ name: "ade tokens key", words: [], undo: "none", again: "changes" },
	{ name: "ade keys delete", words: ["KEY"], undo: "none", again: "refused" },
	{ name: "ade tokens add", words: ["Osaka", "NEW.p7m"], undo: ["adeKeyPairs"], again: "refused" },
	{ name: "ade tokens renew", words: ["Tokyo", "RENEWED.p7m"], undo: "none", again: "refused" },
	{ name: "ade tokens rename", words: ["Tokyo", "Shinjuku"], undo: "back", again: "refused" },
	{ name: "ade tokens delete", words: ["Empty"], undo: "none", again: "refused" },
	{ name: "ade sync", words: ["Tokyo"], undo: "none", again: "refused" },
	{ name: "ade sync", words: ["Tokyo", "--no-wait"], undo: "none", again: "changes" },
	{ name: "ade profiles add", words: ["New", "--token", "Tokyo"], undo: "back", again: "refused" },
	{
		name: "ade profiles change",
		words: ["Sales", "--name", "Field", "--sign-in", "legacy", "--await", "no", "--department=--HQ", "--hide", "Siri"],
		undo: "back",
		again: "refused",
	},
	{ name: "ade profiles change", words: ["Other", "--sign-in", "legacy", "--await", "no"], undo: "back", again: "nothing" },
	{ name: "ade profiles default", words: ["Tokyo", "Other"], undo: "back", again: "nothing" },
	{ name: "ade profiles default", words: ["Tokyo", "none"], undo: "back", again: "nothing" },
	{ name: "ade profiles define", words: ["Sales"], undo: "none", again: "changes" },
	{ name: "ade profiles define", words: ["Sales", "--no-wait"], undo: "none", again: "changes" },
	{ name: "ade profiles delete", words: ["Other"], undo: "none", again: "refused" },
	{ name: "ade assign", words: [`${first},${second}`, "--profile", "Other"], undo: "back", again: "changes" },
	{ name: "ade assign", words: ["--token", "Tokyo", "--search", "tokyo", "--profile", "Other"], undo: "back", again: "changes" },
	{ name: "ade assign", words: [first], undo: "none", again: "changes" },
	{ name: "ade unassign", first: [["ade", "profiles", "default", "Tokyo", "none"]], words: [first], undo: "none", again: "changes" },
	{ name: "ade doctor", words: [first, "--mend"], undo: "none", again: "changes" },
	{ name: "ade doctor", words: ["Tokyo", "--mend"], undo: "none", again: "changes" },
];
