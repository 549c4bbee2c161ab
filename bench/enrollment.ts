import { hashPassword } from "../src/credentials/password.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";
import { startChild } from "./child.ts";
import { openPlace, type Place } from "./place.ts";
import type { Bench } from "./report.ts";
import type { WalkAnswer, WalkQuestion } from "./walkers.ts";

const phones = 100;
const atOnce = 16;
const runs = 5;
const password = "correct horse battery";

/** From the page to managed: simulated phones on the same processors as the service. */
export const enrollment: Bench = {
	name: "enrollment",
	async run(say) {
		await using place = await openPlace();
		const root = derToPem((await place.domain.authority()).ca.certificate.der, "CERTIFICATE");
		const passwordHash = await hashPassword(password);
		await using walkers = startChild<WalkQuestion, WalkAnswer>("walkers.ts");
		await using service = await place.server("service");
		const measure = async (name: string, count: number, signedInBefore: boolean) => {
			const people = await addPeople(place, name, count, passwordHash);
			const portalUrl = `https://localhost:${service.port}/enroll`;
			const before = await service.usage();
			const answer = await walkers.ask({ portalUrl, root, seed: name, people, atOnce, signedInBefore });
			const after = await service.usage();
			return { rate: count / answer.seconds, own: (after.cpu - before.cpu) / count / 1000, phones: answer.cpu / 1000 };
		};
		await measure("warm", 30, false);
		const whole = { rate: [] as number[], own: [] as number[], phones: [] as number[] };
		const afterSignIn: number[] = [];
		for (let run = 0; run < runs; run++) {
			const measured = await measure(`whole-${run}`, phones, false);
			whole.rate.push(measured.rate);
			whole.own.push(measured.own);
			whole.phones.push(measured.phones);
			afterSignIn.push((await measure(`later-${run}`, phones, true)).rate);
			say(`enrollment ${run + 1}/${runs}: ${measured.rate.toFixed(0)}/s, without the sign-in ${afterSignIn.at(-1)?.toFixed(0)}/s`);
		}
		return [
			{ what: "Enrollment, page to managed", unit: "/s", values: whole.rate, bar: { atLeast: 60 } },
			{ what: "  the service's processor time each", unit: "ms", values: whole.own, note: "20 to 25 of them are argon2id, by choice" },
			{ what: "  the simulated phone's processor time each", unit: "ms", values: whole.phones },
			{ what: "Enrollment from after the sign-in to managed", unit: "/s", values: afterSignIn, bar: { atLeast: 60 } },
		];
	},
};

/** Users who may enroll. One hash for all: what is verified at the sign-in costs the same. */
async function addPeople({ domain }: Place, name: string, count: number, passwordHash: string) {
	const now = domain.clock.now();
	const people = Array.from({ length: count }, (_, index) => ({ upn: `${name}-${index}@contoso.example`, password }));
	await domain.store.write(async (stores) => {
		for (const { upn } of people) {
			const flags = { enabled: true, enrollmentManager: false, totp: null };
			await stores.users.upsert({ id: upn, upn, displayName: upn, passwordHash, ...flags, createdAt: now, updatedAt: now });
			await stores.licences.assign({ userId: upn, plan: "INTUNE_A", state: "active", assignedAt: now });
		}
	});
	return people;
}
