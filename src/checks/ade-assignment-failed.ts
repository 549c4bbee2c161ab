import type { AdeDeviceFact } from "../evidence/ade-fact.ts";
import { byHand, command, defineCheck, type Judgement, notKnownYet, pass } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenNumber, writtenText } from "./written.ts";

/** Apple answers for each device whether it took the profile: FAILED, NOT_ACCESSIBLE, THROTTLED, or nothing at all, which counts as failed. */
export const adeAssignmentFailed = defineCheck({
	code: "ade-assignment-failed",
	who: ["apple-manager", "nobody"],
	category: "accountValidation",
	judge({ adeDevice, adeToken }) {
		if (adeDevice !== undefined && adeDevice !== null) return ofDevice(adeDevice);
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { name: token, devices } = adeToken;
		const { failed, notAccessible, throttled, throttledUntil, examples } = adeToken.assignment;
		const values = { token, devices, failed, notAccessible, throttled, untilAt: throttledUntil, serials: examples };
		if (failed + notAccessible > 0) return failAs("error", "assignments-failed", values);
		if (throttled > 0) return failAs("warning", "assignments-throttled", values);
		return pass("assignments-done", { token, devices });
	},
	fixes(saw, { serial: known }) {
		const token = writtenText(saw, "token") ?? "TOKEN";
		const serial = writtenText(saw, "serial") ?? known;
		const again =
			serial === null
				? command("assign-failed-again", ["ade", "assign", "--failed", "--token", token], { token })
				: command("assign-again", ["ade", "assign", serial, "--token", token], { serial });
		switch (saw.kind) {
			case "assignments-throttled":
			case "assignment-throttled":
				return [byHand("wait-for-throttle")];
			case "assignment-not-accessible":
				return [byHand("check-assigned-at-apple"), again];
			case "assignments-failed":
				return (writtenNumber(saw, "notAccessible") ?? 0) > 0 ? [byHand("check-assigned-at-apple"), again] : [again];
			default:
				return [again];
		}
	},
});

function ofDevice({ serial, token, profile, state, progress }: AdeDeviceFact) {
	if (progress === undefined) return notKnownYet("adeDevice");
	const { tries, triedAt, throttledUntil } = progress;
	const values = { serial, token, profile, tries, triedAt };
	switch (state) {
		case "failed":
			return failAs("error", "assignment-failed", values);
		case "not-accessible":
			return failAs("error", "assignment-not-accessible", values);
		case "throttled":
			return failAs("warning", "assignment-throttled", { ...values, untilAt: throttledUntil });
		default:
			return pass("assignment-not-failed", { serial, token }) satisfies Judgement<string>;
	}
}
