import type { MyAction } from "../../enrollment/my-view.ts";
import { reportPaths } from "./addresses.ts";

/** Where a person looks after their own devices. */
export const myAddresses = {
	home: "/my",
	signIn: "/my/sign-in",
	code: "/my/code",
	signOut: "/my/sign-out",
	report: reportPaths[1],
	action: (device: string, action: MyAction) => `/my/devices/${encodeURIComponent(device)}/${action}`,
} as const;
