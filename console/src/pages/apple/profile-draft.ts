import type { Answer, Body } from "../../api/client.ts";

type Shown = Answer<"GET", "/ade/profiles/:id">["settings"];

/** What stands in the form. */
export interface ProfileDraft extends Omit<Shown, "pairingCertificates"> {
	readonly name: string;
	/** New ones, as PEM; null: those that are there stay. */
	readonly pairingCertificates: string | null;
}

/** As Intune makes a new one, and the service does. */
export const newDraft: ProfileDraft = {
	name: "",
	signIn: "web",
	description: "",
	supervised: true,
	locked: false,
	awaitConfiguration: true,
	sharedIpad: false,
	pairing: "allow",
	pairingCertificates: null,
	nameTemplate: "",
	department: "",
	supportPhone: "",
	supportMail: "",
	hiddenPanes: [],
};

export function draftOf({ profile, settings }: Answer<"GET", "/ade/profiles/:id">): ProfileDraft {
	return { ...settings, name: profile.name, pairingCertificates: null };
}

export type ProfileChange = Body<"POST", "/ade/profiles/:id/change">;

/** What of it differs: only that is sent, so that two who change different settings do not undo each other. */
export function changeOf(before: ProfileDraft, after: ProfileDraft): ProfileChange {
	const { hiddenPanes, pairingCertificates, ...plain } = after;
	const changed = Object.entries(plain).filter(([key, value]) => before[key as keyof typeof plain] !== value);
	const hide = hiddenPanes.filter((pane) => !before.hiddenPanes.includes(pane));
	const show = before.hiddenPanes.filter((pane) => !hiddenPanes.includes(pane));
	return {
		...(Object.fromEntries(changed) as ProfileChange),
		...(hide.length === 0 ? {} : { hide }),
		...(show.length === 0 ? {} : { show }),
		...(pairingCertificates === null ? {} : { pairingCertificates }),
	};
}
