import { until } from "../cli/demo-until.ts";
import { setAuthority } from "../tenant/authority.ts";
import { pauseEnrollment, resumeEnrollment } from "../tenant/maintenance.ts";
import { organization, setOrganization } from "../tenant/organization.ts";
import { comesAgain, day, type Exercise, refused, whose } from "./exercise.ts";
import type { Scenario, Situation } from "./scenario.ts";

/** Somebody meets it, and comes again when it is mended. */
async function somebodyMeets(exercise: Exercise, more: Pick<Situation, "fix" | "hand">): Promise<Situation> {
	const person = await exercise.newcomer();
	const { reference, shown } = await refused(person);
	return { ...whose(person), reference, ...more, ...(shown === null ? {} : { message: shown }), again: () => comesAgain(exercise, person) };
}

/** What Apple calls the present certificate's topic, without what all of them begin with. */
async function topicNow({ stage }: Exercise): Promise<string> {
	const { topic } = (await stage.domain.store.read.pushCertificates.current()) ?? {};
	if (topic == null) throw new Error("the demo has no push certificate");
	return topic.slice(topic.lastIndexOf(".") + 1);
}

/** What its owner does at Apple's portal with a request from here: by default renews it. */
async function carryPush(exercise: Exercise, how: { readonly topic?: string; readonly validFor?: number } = {}): Promise<void> {
	const { devices } = exercise.stage.domain.store.read;
	const topic = how.topic ?? (await topicNow(exercise));
	const lost = await devices.countOtherTopic(`com.apple.mgmt.External.${topic}`);
	await exercise.stage.uploadPush(topic, {
		...(how.validFor === undefined ? {} : { validFor: how.validFor }),
		...(lost === 0 ? {} : { devicesLost: lost }),
	});
}

/** Whatever becomes of the play, the certificate is good afterwards. */
async function withPush(exercise: Exercise): Promise<() => Promise<void>> {
	const topic = await topicNow(exercise);
	let renewed = false;
	const renew = async () => {
		if (renewed) return;
		renewed = true;
		exercise.stage.apns.behave();
		await carryPush(exercise, { topic });
	};
	exercise.undo(renew);
	return renew;
}

const otherTopic = "ffffffff-0000-4000-8000-000000000001";

/** Nobody needs the phone: the organization is judged, and somebody comes through when it is mended. */
async function judged(exercise: Exercise, more: Pick<Situation, "fix" | "hand">): Promise<Situation> {
	const health = await exercise.health();
	await health.judge();
	const { hand } = more;
	const person = await exercise.newcomer();
	return {
		...whose(person),
		...(more.fix === undefined ? {} : { fix: more.fix }),
		...(hand === undefined
			? {}
			: {
					hand: async () => {
						await hand();
						await health.judge();
					},
				}),
		incidentOf: ({ kind }) => kind === "tenant",
		again: () => comesAgain(exercise, person),
	};
}

/** What is wrong with the organisation: nobody enrolls, or soon nobody will. */
export const organizationScenarios: readonly Scenario[] = [
	{
		code: "in-maintenance",
		journey: "web",
		stopsEverybody: true,
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			await store.write((stores) => pauseEnrollment(stores, { until: null, now: clock.now() }));
			exercise.undo(() => store.write((stores) => resumeEnrollment(stores, { now: clock.now() })));
			return somebodyMeets(exercise, { fix: "maintenance off" });
		},
	},
	{
		code: "mdm-authority-not-set",
		journey: "web",
		stopsEverybody: true,
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			// No command takes it back; an organisation that begins has none.
			await store.write((stores) => stores.settings.delete("authority"));
			exercise.undo(() => store.write((stores) => setAuthority(stores, { authority: "intune", now: clock.now() })));
			return somebodyMeets(exercise, { fix: "authority set" });
		},
	},
	{
		code: "push-certificate-invalid",
		journey: "web",
		stopsEverybody: true,
		async play(exercise) {
			const { apns, domain } = exercise.stage;
			const renew = await withPush(exercise);
			apns.misbehave({ kind: "answer", status: 403, reason: "BadCertificate" });
			await (await exercise.newcomer({ unseen: true })).enroll();
			await until(async () => (await domain.store.read.pushCertificates.current())?.refusedReason != null);
			return somebodyMeets(exercise, { hand: renew });
		},
	},
	{
		code: "push-certificate-expired",
		journey: "web",
		stopsEverybody: true,
		async play(exercise) {
			const { clock } = exercise.stage;
			const renew = await withPush(exercise);
			await carryPush(exercise, { validFor: 1500 });
			const end = clock.now() + 2000;
			await until(() => clock.now() > end);
			return somebodyMeets(exercise, { hand: renew });
		},
	},
	{
		code: "push-topic-changed",
		journey: "web",
		stopsEverybody: true,
		async play(exercise) {
			const renew = await withPush(exercise);
			const wait = () => carryPush(exercise, { topic: otherTopic });
			const person = await exercise.newcomer({ phone: { misbehaves: [{ kind: "waits-before-install", wait }] } });
			const { reference, shown } = await refused(person);
			return {
				...whose(person),
				reference,
				...(shown === null ? {} : { message: shown }),
				hand: renew,
				again: () => comesAgain(exercise, person),
			};
		},
	},
	{
		code: "push-certificate-expiring",
		journey: "organization",
		async play(exercise) {
			const renew = await withPush(exercise);
			await carryPush(exercise, { validFor: 20 * day });
			return judged(exercise, { hand: renew });
		},
	},
	{
		code: "organization-name-unusual",
		journey: "organization",
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			const { name } = await organization(store.read);
			const set = (wanted: string) => store.write((stores) => setOrganization(stores, { change: { name: wanted }, now: clock.now() }));
			await set("A&B <東京>");
			exercise.undo(() => set(name));
			return judged(exercise, { hand: () => set(name) });
		},
	},
];
