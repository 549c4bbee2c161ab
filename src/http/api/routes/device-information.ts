import { z } from "zod";
import { printable } from "../../../texts/texts.ts";
import { instant } from "../shapes.ts";

/** As devices/kept-result.ts wrote it down: what is not there, or is not as it should be, is null. */
const text = z
	.string()
	.transform((one) => printable(one))
	.nullable()
	.catch(null);
const flag = z.boolean().nullable().catch(null);
const number = z.number().nullable().catch(null);
const at = z
	.number()
	.transform((ms) => new Date(ms).toISOString())
	.nullable()
	.catch(null);
const listOf = <T extends z.ZodType>(item: T) => z.array(item).catch([]);

const kept = {
	device: z.object({
		...{ at, modelName: text, model: text, meid: text, deviceCapacity: number, availableDeviceCapacity: number, batteryLevel: number },
		...{ isSupervised: flag, isActivationLockEnabled: flag, lastCloudBackupAt: at, supplementalOsVersionExtra: text },
	}),
	security: z.object({ at, passcodePresent: flag, passcodeCompliant: flag, hardwareEncryptionCaps: number }),
	profiles: z.object({
		at,
		profiles: listOf(z.object({ identifier: text, displayName: text, organization: text, isManaged: flag })),
	}),
	applications: z.object({ at, applications: listOf(z.object({ identifier: text, name: text, version: text, shortVersion: text })) }),
};

const told = z.string().nullable();
const yes = z.boolean().nullable();
const size = z.number().nullable();
const when = instant.nullable();

/** What a device told of itself; null: it did not say. */
export const informationShape = z.object({
	device: z
		.object({
			...{ at: when, modelName: told, model: told, meid: told, deviceCapacity: size, availableDeviceCapacity: size, batteryLevel: size },
			...{ isSupervised: yes, isActivationLockEnabled: yes, lastCloudBackupAt: when, supplementalOsVersionExtra: told },
		})
		.nullable(),
	security: z.object({ at: when, passcodePresent: yes, passcodeCompliant: yes, hardwareEncryptionCaps: size }).nullable(),
	profiles: z
		.object({
			at: when,
			profiles: z.array(z.object({ identifier: told, displayName: told, organization: told, isManaged: yes })),
		})
		.nullable(),
	applications: z
		.object({
			at: when,
			applications: z.array(z.object({ identifier: told, name: told, version: told, shortVersion: told })),
		})
		.nullable(),
});

export function toldInformation(information: Readonly<Record<string, string>>): z.input<typeof informationShape> {
	const read = <T>(schema: z.ZodType<T>, requestType: string): T | null => {
		const json = information[requestType];
		const parsed = json === undefined ? undefined : schema.safeParse(JSON.parse(json));
		return parsed?.success === true ? parsed.data : null;
	};
	return {
		device: read(kept.device, "DeviceInformation"),
		security: read(kept.security, "SecurityInfo"),
		profiles: read(kept.profiles, "ProfileList"),
		applications: read(kept.applications, "InstalledApplicationList"),
	};
}
