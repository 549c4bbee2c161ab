import { explain } from "../../diagnosis/explain.ts";
import { renderExplanation } from "../../diagnosis/render-explanation.ts";
import { decide } from "../../enrollment/decide.ts";
import { gather } from "../../enrollment/gather.ts";
import { issueEnrollmentProfile } from "../../enrollment/issue-profile.ts";
import { beginAttempt, recordDecision } from "../../enrollment/record.ts";
import { printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { findUser } from "../find-user.ts";
import { done, exits, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { wouldAsk } from "../would-ask.ts";
import { writeNewFile } from "../write-file.ts";

export const profileCommand = command({
	name: "profile export",
	store: "write",
	options: {
		user: { kind: "text", value: "UPN", required: true, help: "profile-user" },
		unsigned: { kind: "flag", help: "profile-unsigned" },
		out: { kind: "text", value: "FILE", help: "profile-out" },
	},
	run: exportProfile,
});

/**
 * A profile for one device of one user, handed over by an administrator instead of the portal. It opens a try like any other, and is judged like any
 * other: a profile that must fail is not given out.
 */
async function exportProfile(
	{ user: typed, unsigned, out }: { readonly user: string; readonly unsigned: boolean; readonly out: string | undefined },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language, edge, json } = context;
	const { store, clock, randomness, config } = domain;
	const found = await findUser(typed, context);
	if (!found.ok) return found.reply;
	const { user } = found;
	const now = clock.now();
	const facts = await gather(store.read, { journey: "web", upn: user.upn }, now);
	const decision = decide("user", facts);
	const attempt = await act(context, async (stores, tell) => {
		const begun = await beginAttempt(stores, "web", clock, randomness, { userId: user.id, upn: user.upn });
		tell({ target: user.upn, about: { reference: begun.reference }, done: true, undo: null, reach: async () => ({ users: 1 }) });
		return recordDecision(stores, begun, "user", decision, now);
	});
	const topic = facts.pushCertificate?.topic ?? null;
	if (decision.verdict === "refuse" || topic === null) {
		const steps = await store.read.attempts.steps(attempt.id);
		const explanation = explain({ attempt, steps, decision: attempt.decision }, language);
		return failed(`${texts.said["profile-refused"]}\n\n${renderExplanation(explanation, { color: false, language })}`, exits.refused);
	}
	if (context.deed.rehearsal) return wouldAsk("would-profile", { upn: user.upn, minutes: config.challengeMinutes }, context);
	const lifetime = config.challengeMinutes * 60_000;
	const issued = await issueEnrollmentProfile(store, {
		attempt,
		userId: user.id,
		deviceId: null,
		purpose: "enrollment",
		topic,
		language,
		lifetime,
		form: unsigned ? "unsigned" : "signed",
		clock,
		randomness,
		profiles: await domain.profiles(),
	});
	if (issued.kind === "moved-on") throw new Error(`the try ${attempt.reference}, begun a moment ago, is somebody else's`);
	const profile = issued.body;
	const path = out ?? `${attempt.reference}.mobileconfig`;
	const expiresAt = now + lifetime;
	const data = { reference: attempt.reference, upn: user.upn, file: path, signed: !unsigned, expiresAt: iso(expiresAt) };
	const values = { path, upn: printable(user.upn), reference: attempt.reference, expiresAt, minutes: config.challengeMinutes };
	if (path === "-") {
		edge.terminal.out(profile);
		return done(null, "", json ? [] : [say(texts.said["profile-made"], values, language)]);
	}
	const stopped = await writeNewFile(path, profile, context);
	return stopped ?? done(data, say(texts.said["profile-written"], values, language));
}
