import type { AdePhone, SetUp } from "../../simulator/ade-phone.ts";
import type { SetupPerson } from "../../simulator/setup-pages.ts";
import { until } from "../cli/demo-until.ts";
import { type Exercise, organizationName } from "./exercise.ts";
import type { Ended } from "./scenario.ts";
import { divided } from "./screens.ts";

/** Sets a phone up as far as it goes, with every screen that is seen on it. `words`: what it says where it fails, if not its own. */
export async function setUpSeen(exercise: Exercise, phone: AdePhone, person?: SetupPerson, words?: string): Promise<SetUp> {
	const { screens, stage } = exercise;
	screens.inSetup(true);
	const organization = await organizationName(stage);
	screens.show("hello");
	const done = await phone.setUp(person);
	tell(exercise, done, { organization, person, words });
	return done;
}

/** Erased and set up, with nothing wrong on its own side. */
export async function comesThroughSetup(
	exercise: Exercise,
	{ phone, serial, person }: { readonly phone: AdePhone; readonly serial: string; readonly person?: SetupPerson | undefined },
): Promise<Ended> {
	const { screens, stage } = exercise;
	phone.script.clear();
	const begun = stage.clock.now();
	let done = await setUpSeen(exercise, phone, person);
	// A phone that updated itself begins again.
	if (!done.ok && done.at === "update") done = await setUpSeen(exercise, phone, person);
	const [attempt] = await stage.domain.store.read.attempts.list({ serial, limit: 1 });
	if (!done.ok)
		return { ok: false, why: done.at, reference: attempt !== undefined && attempt.updatedAt >= begun ? attempt.reference : null };
	const ended = done;
	await until(() => !ended.phone.state().awaitingConfiguration);
	screens.show("setup-done", { organization: await organizationName(stage) });
	return { ok: true, reference: attempt?.reference ?? null };
}

/** What Setup Assistant shows beside its pages. */
function tell(
	{ screens }: Exercise,
	done: SetUp,
	{
		organization,
		person,
		words,
	}: { readonly organization: string; readonly person: SetupPerson | undefined; readonly words: string | undefined },
) {
	const pages = screens.list.findLastIndex(({ app }) => app === "hello");
	const fetched = done.ok || done.at !== "apple";
	const paged = screens.list.length > pages + 1;
	if (fetched) screens.show("remote-management", { organization }, pages + 1);
	if (fetched && !paged && person !== undefined) screens.show("credentials", { upn: person.upn });
	if (done.ok) screens.show(done.phone.state().awaitingConfiguration ? "held-in-setup" : "configuring", { organization });
	else if (done.at === "apple") screens.show(done.outcome === "unreachable" ? "apple-unreachable" : "no-remote-management");
	else if (done.at === "update") screens.show("updating", { version: done.osVersion });
	else if (done.at === "phone") {
		const own = done.failure.serverMessage;
		screens.show("setup-failed", { message: words ?? own ?? divided(done.failure.shown).message });
	} else if (done.at === "credentials") screens.show("setup-failed", { message: done.prompt });
	else if (done.at === "stopped") screens.show(done.step === "connect" ? "held-in-setup" : "off");
}
