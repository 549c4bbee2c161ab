import type { SetUp } from "../../simulator/ade-phone.ts";
import type { SetupPerson } from "../../simulator/setup-pages.ts";
import type { AdeDemoDevice } from "./demo-ade-devices.ts";
import type { AdeHow, Stage } from "./demo-stage.ts";
import { demoPassword, demoStaff } from "./demo-tenant.ts";
import { until } from "./demo-until.ts";

/** Sets a phone up, as far as it goes; `comesAgain`: twice, for what was in the way is gone by then. */
export async function setUp(
	stage: Stage,
	device: AdeDemoDevice,
	person?: SetupPerson,
	how: AdeHow & { readonly comesAgain?: boolean } = {},
): Promise<SetUp> {
	const phone = stage.adePhone(device, how);
	let done = await phone.setUp(person);
	if (how.comesAgain === true) done = await phone.setUp(person);
	// Setup Assistant ends where the service says so.
	if (done.ok) await until(() => phone.phone()?.state().awaitingConfiguration === false);
	else if (done.at === "apple") stage.notStarted.set(device.serial, () => setUp(stage, device, person));
	stage.ended(device.serial);
	return done;
}

/** Who has no part of their own, and the second factor where they have one. */
export const staff = (index: number, code?: () => string): SetupPerson => ({
	...{ upn: demoStaff[index % demoStaff.length] ?? "", password: demoPassword },
	...(code === undefined ? {} : { code }),
});

export const somebody = (upn: string, code?: () => string): SetupPerson => ({ ...staff(0, code), upn });
