import { newId } from "../../enrollment/record.ts";
import type { Delivery, NoticeTarget } from "../../notices/ports.ts";
import { addRecipient, removeRecipient } from "../../notices/targets.ts";
import { localTime } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { notSentText } from "../not-sent-text.ts";
import { problemText, refusedBy } from "../problem.ts";
import { done, failed, iso } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";
import { testDelivery } from "./webhooks.ts";

const mail = { kind: "text", value: "MAIL" } as const;
const states = ["waiting", "sent", "given-up"] as const;

export const noticeCommands = [
	command({
		name: "notices list",
		aliases: ["notices"],
		store: "read",
		options: {
			state: { kind: "text", choices: states, help: "notices-state" },
			limit: { kind: "number", value: "NUMBER", help: "limit" },
		},
		async run({ state, limit = 50 }, context) {
			const { domain, texts, language } = context;
			const { noticeDeliveries, noticeTargets } = domain.store.read;
			const targets = await noticeTargets.list();
			const addresses = new Map(targets.map(({ id, address }) => [id, address]));
			const deliveries = await noticeDeliveries.list({ ...(state === undefined ? {} : { state }), limit });
			const data = deliveries.map((one) => ({ ...toldDelivery(one), address: addresses.get(one.targetId) ?? null }));
			const noServer = domain.config.smtpUrl === null && targets.some(({ kind }) => kind === "mail");
			const notes = [
				...(targets.length === 0 ? [texts.said["notices-nobody"]] : []),
				...(noServer ? [texts.said["notices-no-server"]] : []),
			];
			if (deliveries.length === 0) return done(data, texts.said["notices-none"], notes);
			const { columns, words } = texts;
			const rows = deliveries.map((one) => [
				localTime(one.createdAt, language),
				addresses.get(one.targetId) ?? one.targetId,
				words.noticeTopic[one.topic],
				String(one.total),
				words.noticeState[one.state],
				String(one.tries),
				one.lastError ?? "",
			]);
			const head = [{ title: columns.made }, { title: columns.address, cut: true }, { title: columns.about, cut: true }] as const;
			const tail = [
				{ title: columns.incidents },
				{ title: columns.state },
				{ title: columns.tries },
				{ title: columns.lastError },
			] as const;
			return done(data, textTable([...head, ...tail], rows, context), notes);
		},
	}),
	command({
		name: "notices recipients",
		store: "read",
		async run(_, context) {
			const { domain, texts, language } = context;
			const people = (await domain.store.read.noticeTargets.list()).filter(({ kind }) => kind === "mail");
			const data = people.map(toldRecipient);
			if (people.length === 0) return done(data, texts.said["recipients-none"]);
			const { columns, words } = texts;
			const rows = people.map((one) => [
				one.address,
				one.language,
				words.noticeLeast[one.least === "error" ? "error" : "warning"],
				localTime(one.createdAt, language),
			]);
			const head = [
				{ title: columns.address, cut: true },
				{ title: columns.language },
				{ title: columns.about },
				{ title: columns.added },
			] as const;
			return done(data, textTable(head, rows, context));
		},
	}),
	command({
		name: "notices recipients add",
		store: "write",
		arguments: { mail },
		options: {
			language: { kind: "text", choices: ["en", "ja"], help: "notice-language" },
			least: { kind: "text", choices: ["warning", "error"], help: "notice-least" },
		},
		async run({ mail: address, language: wanted, least = "warning" }, context) {
			const { domain, texts, language } = context;
			const { clock, randomness, config } = domain;
			const outcome = await act(context, async (stores, tell) => {
				const wish = { address, language: wanted ?? language, least, now: clock.now(), id: newId(clock, randomness) };
				const added = await addRecipient(stores, wish);
				if (added.ok)
					tell({
						target: added.target.address,
						before: { there: false },
						after: { there: true },
						undo: ["notices", "recipients", "remove", added.target.address],
					});
				return added;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { target } = outcome;
			const notes = config.smtpUrl === null ? [texts.said["notices-no-server"]] : [];
			return done(toldRecipient(target), say(texts.said["recipient-added"], { address: target.address }, language), notes);
		},
	}),
	command({
		name: "notices recipients remove",
		store: "write",
		arguments: { mail },
		async run({ mail: address }, context) {
			const { domain, texts, language } = context;
			const outcome = await act(context, async (stores, tell) => {
				const removed = await removeRecipient(stores, { address, now: domain.clock.now() });
				if (removed.ok)
					tell({ target: removed.target.address, before: { there: true }, after: { there: false }, undo: addAgain(removed.target) });
				return removed;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const kept = outcome.target.address;
			return done({ address: kept, removed: true }, say(texts.said["recipient-removed"], { address: kept }, language));
		},
	}),
	command({
		name: "notices recipients test",
		store: "read",
		arguments: { mail },
		async run({ mail: address }, { domain, texts, language }) {
			const typed = address.trim().toLowerCase();
			const target = (await domain.store.read.noticeTargets.list()).find((one) => one.kind === "mail" && one.address === typed);
			if (target === undefined) return failed(problemText({ kind: "recipient-unknown", address }, language));
			const delivery = testDelivery(target, domain.clock.now());
			// Loaded here: other commands send nothing.
			const { noticeSenders } = await import("../../notices-composition.ts");
			const sent = await noticeSenders(domain).mail({ delivery, target, events: [] }, new AbortController().signal);
			if (sent.result === "sent")
				return done({ address: typed, sent: true }, say(texts.said["recipient-tested"], { address: typed }, language));
			return failed(notSentText(typed, sent.error, { texts, language }));
		},
	}),
] as const;

const addAgain = ({ address, language, least }: NoticeTarget) => [
	...["notices", "recipients", "add", address, `--language=${language}`],
	`--least=${least}`,
];

function toldRecipient({ address, language, least, state, createdAt }: NoticeTarget) {
	return { address, language, least, state, createdAt: iso(createdAt) };
}

function toldDelivery({ id, targetId, kind, topic, total, state, tries, lastError, createdAt, dueAt, endedAt }: Delivery) {
	const next = state === "waiting" ? iso(dueAt) : null;
	return {
		id,
		target: targetId,
		kind,
		topic,
		incidents: total,
		state,
		tries,
		lastError,
		createdAt: iso(createdAt),
		nextTryAt: next,
		endedAt: iso(endedAt),
	};
}
