import { readFileSync } from "node:fs";
import type { Domain } from "./domain.ts";
import { newId } from "./enrollment/record.ts";
import { lookForNotices } from "./notices/look.ts";
import { createMailSender } from "./notices/mail-sender.ts";
import { createOutbox, type Outbox, type Sender } from "./notices/outbox.ts";
import type { TargetKind } from "./notices/ports.ts";
import { createWebhookSender } from "./notices/webhook-sender.ts";

/** Telling people outside the console: what looks for something to tell, and what sends it. */
export interface Notices {
	/** Looks at the incidents once. */
	look(): Promise<unknown>;
	readonly outbox: Outbox;
}

const minute = 60_000;

export function openNotices(domain: Domain): Notices {
	const { config, store, clock, randomness, log } = domain;
	const schedule = {
		gather: config.noticeGatherMinutes * minute,
		quiet: config.noticeQuietHours,
		errorsInQuiet: config.noticeErrorsInQuietHours,
		dailyAt: config.noticeDailyAt,
		timeZone: config.timeZone ?? undefined,
	};
	const newIdNow = () => newId(clock, randomness);
	const warningsAtOnce = config.noticeWarnings === "at-once";
	return {
		look: () => lookForNotices({ work: store, now: clock.now(), newId: newIdNow, schedule, warningsAtOnce }),
		outbox: createOutbox({ work: store, clock, randomness, log, senders: noticeSenders(domain) }),
	};
}

/** How each kind of target is told, by the settings. */
export function noticeSenders({ config, sealer, clock }: Domain): { readonly [K in TargetKind]: Sender } {
	const { publicUrl, smtpUrl, mailFrom, timeZone } = config;
	const pem = (file: string | null) => (file === null ? null : readFileSync(file, "utf8"));
	const server = smtpUrl === null || mailFrom === null ? null : { url: smtpUrl, from: mailFrom, ca: pem(config.smtpCaFile) };
	return {
		mail: createMailSender({ server, publicUrl, timeZone: timeZone ?? undefined }),
		webhook: createWebhookSender({
			...{ clock, sealer, publicUrl },
			allowPrivate: config.allowPrivateAddresses,
			ca: pem(config.webhookCaFile),
		}),
	};
}
