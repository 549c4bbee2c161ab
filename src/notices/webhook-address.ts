import type { Sealer } from "../evidence/sealer.ts";
import type { NoticeTarget } from "./ports.ts";

/** What is sealed of a webhook: services put secrets into addresses too. */
export interface WebhookAddress {
	readonly url: string;
	readonly secret: string;
}

const context = (id: string) => `webhook ${id}`;

/** @param id of the target: what is sealed for one webhook does not open as another's */
export function sealWebhook(sealer: Sealer, id: string, address: WebhookAddress): Uint8Array {
	return sealer.seal(Buffer.from(JSON.stringify(address)), context(id));
}

/** @throws Error where it was sealed under another master key */
export function openWebhook(sealer: Sealer, { id, sealed }: NoticeTarget): WebhookAddress {
	if (sealed === null) throw new Error("this target is no webhook");
	return JSON.parse(sealer.open(sealed, context(id)).toString("utf8"));
}
