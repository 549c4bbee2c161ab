import type { Journey } from "../../evidence/attempt.ts";
import { enrollingJourneys } from "../../tenant/policy-settings.ts";
import { command } from "../command.ts";
import { findPolicy } from "../find-policy.ts";
import { refusedBy } from "../problem.ts";
import { failed } from "../reply.ts";
import { commandWord } from "../typed-word.ts";
import { changeSettings, listRestrictions } from "./restrictions.ts";

export const enrollmentTypeCommands = [
	command({
		name: "enrollment-types",
		aliases: ["enrollment-types list"],
		store: "read",
		run: (_, context) => listRestrictions(context, ["types"]),
	}),
	command({
		name: "enrollment-types set",
		store: "write",
		arguments: { policy: { kind: "text", value: "POLICY" } },
		options: {
			allow: { kind: "texts", value: "WAY,…", help: "types-allow" },
			block: { kind: "texts", value: "WAY,…", help: "types-block" },
		},
		async run({ policy, allow, block }, context) {
			const { texts, language } = context;
			if (allow.length + block.length === 0) return failed(texts.said["nothing-to-change"]);
			const words = [...allow, ...block].map(commandWord);
			const wrong = words.find((word) => !enrollingJourneys.some((journey) => journey === word));
			if (wrong !== undefined) return refusedBy({ kind: "journey-unknown", journey: wrong, allowed: enrollingJourneys }, language);
			const found = await findPolicy(policy, "types", context);
			if (!found.ok) return found.reply;
			const before: readonly Journey[] = "allowed" in found.policy.settings ? found.policy.settings.allowed : [];
			// To open one way must not close the others, which is what a list that is put in place of the old one would do.
			const named = (list: readonly string[], journey: Journey) => list.some((one) => commandWord(one) === journey);
			const allowed = enrollingJourneys.filter((journey) => (before.includes(journey) || named(allow, journey)) && !named(block, journey));
			return changeSettings("types", found.policy.id, { allowed }, context);
		},
	}),
] as const;
