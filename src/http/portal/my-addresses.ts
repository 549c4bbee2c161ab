import type { MyAction } from "../../enrollment/my-view.ts";

/** Where a person looks after their own devices. */
export const myAddresses = {
	home: "/my",
	signIn: "/my/sign-in",
	code: "/my/code",
	signOut: "/my/sign-out",
	action: (device: string, action: MyAction) => `/my/devices/${encodeURIComponent(device)}/${action}`,
} as const;
