import { eventually } from "../../eventually.ts";
import { refused } from "./refused.ts";
import type { Scenario } from "./scenario.ts";
import { minute, type Stage } from "./stage.ts";

const newcomer = async (stage: Stage) => refused(await stage.newcomer());
/** The fix names the request; what is done with it at Apple, and the upload, a person does. */
const renewed = (stage: Stage) => stage.pushCertificate();

/** Section A, what is wrong with the organisation: nobody enrolls. */
export const tenantScenarios: readonly Scenario[] = [
	{
		code: "in-maintenance",
		when: "enrollment is paused",
		own: {},
		async provoke(stage) {
			await stage.succeed("maintenance", "on");
			return newcomer(stage);
		},
		saw: "paused",
		fix: "maintenance off",
	},
	{
		code: "mdm-authority-not-set",
		when: "nobody has chosen an MDM authority",
		own: { ready: false },
		async provoke(stage) {
			await stage.pushCertificate();
			return newcomer(stage);
		},
		saw: "authority-not-set",
		fix: "authority set intune",
	},
	{
		code: "push-certificate-missing",
		when: "there is no push certificate yet",
		own: { ready: false },
		async provoke(stage) {
			await stage.succeed("authority", "set", "intune");
			return newcomer(stage);
		},
		saw: "push-certificate-none",
		fix: "push-certificate csr",
		mend: renewed,
	},
	{
		code: "push-certificate-expired",
		when: "the push certificate is past its last day",
		own: {},
		async provoke(stage) {
			await stage.pushCertificate({ validFor: minute });
			stage.house.clock.move(2 * minute);
			return newcomer(stage);
		},
		saw: "push-certificate-past",
		fix: "push-certificate csr",
		mend: renewed,
	},
	{
		code: "push-certificate-invalid",
		when: "Apple's push service refuses the certificate",
		own: {},
		async provoke(stage) {
			const { apns, domain } = stage.house;
			apns.misbehave({ kind: "answer", status: 403, reason: "BadCertificate" });
			await (await stage.newcomer()).enroll();
			await eventually("Apple refuses it", async () => (await domain.store.read.pushCertificates.current())?.refusedReason != null);
			return newcomer(stage);
		},
		saw: "push-certificate-refused",
		fix: "push-certificate csr",
		async mend(stage) {
			stage.house.apns.behave();
			await renewed(stage);
		},
	},
	{
		code: "push-topic-changed",
		when: "the certificate is replaced instead of renewed while a phone is on its way",
		closes: "by-the-phone",
		own: {},
		async provoke(stage) {
			const wait = () => stage.pushCertificate({ topic: "ffffffff-0000-4000-8000-000000000001", lost: 0 });
			return refused(await stage.newcomer({ misbehaves: [{ kind: "waits-before-install", wait }] }));
		},
		saw: "topic-other",
		fix: "push-certificate show",
		async mend(stage, named) {
			await stage.succeed(...named);
			await stage.pushCertificate({ lost: 0 });
		},
	},
];
