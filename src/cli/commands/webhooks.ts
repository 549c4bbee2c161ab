import { fresh } from "../../notices/look.ts";
import type { NoticeTarget } from "../../notices/ports.ts";
import { addWebhook, removeWebhook } from "../../notices/targets.ts";
import { localTime } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { notSentText } from "../not-sent-text.ts";
import { problemText, refusedBy } from "../problem.ts";
import { done, failed, iso } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const id = { kind: "text", value: "ID" } as const;
const tongue = { kind: "text", choices: ["en", "ja"], help: "notice-language" } as const;
const least = { kind: "text", choices: ["warning", "error"], help: "notice-least" } as const;

export const webhookCommands = [
	command({
		name: "webhooks list",
		aliases: ["webhooks"],
		store: "read",
		async run(_, context) {
			const { domain, texts, language } = context;
			const hooks = (await domain.store.read.noticeTargets.list()).filter(({ kind }) => kind === "webhook");
			const data = hooks.map(told);
			if (hooks.length === 0) return done(data, texts.said["webhooks-none"]);
			const { columns, words } = texts;
			const rows = hooks.map((one) => [
				one.id,
				one.address,
				words.noticeTarget[one.state],
				one.topics?.join(", ") ?? texts.said["all-topics"],
				localTime(one.createdAt, language),
			]);
			const head = [
				{ title: columns.id },
				{ title: columns.address, cut: true },
				{ title: columns.state },
				{ title: columns.topics, cut: true },
			] as const;
			return done(data, textTable([...head, { title: columns.added }], rows, context));
		},
	}),
	command({
		name: "webhooks add",
		store: "write",
		arguments: { url: { kind: "text", value: "URL" } },
		options: { topics: { kind: "texts", value: "TOPIC", help: "webhook-topics" }, language: tongue, least },
		async run({ url, topics, language: wanted, least: asked = "warning" }, context) {
			const { domain, language } = context;
			const { config, clock } = domain;
			const wish = {
				url,
				topics,
				language: wanted ?? language,
				least: asked,
				now: clock.now(),
				allowPrivate: config.allowPrivateAddresses,
			};
			const outcome = await act(context, async (stores, tell) => {
				const added = await addWebhook(stores, wish, domain);
				if (added.ok)
					tell({
						target: added.target.id,
						before: { there: false },
						after: { there: true },
						undo: ["webhooks", "remove", added.target.id],
					});
				return added;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { target, secret } = outcome;
			return done({ ...told(target), secret }, say(context.texts.said["webhook-added"], { id: target.id, secret }, language));
		},
	}),
	command({
		name: "webhooks remove",
		store: "write",
		arguments: { id },
		async run({ id: typed }, context) {
			const { domain, texts, language } = context;
			const outcome = await act(context, async (stores, tell) => {
				const removed = await removeWebhook(stores, { id: typed, now: domain.clock.now() });
				// Its address and its secret are gone with it.
				if (removed.ok) tell({ target: removed.target.id, before: { there: true }, after: { there: false }, undo: null });
				return removed;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			return done({ id: typed, removed: true }, say(texts.said["webhook-removed"], { id: typed }, language));
		},
	}),
	command({
		name: "webhooks test",
		store: "read",
		arguments: { id },
		async run({ id: typed }, { domain, texts, language }) {
			const target = await domain.store.read.noticeTargets.byId(typed);
			if (target?.kind !== "webhook") return failed(problemText({ kind: "webhook-unknown", id: typed }, language));
			const delivery = testDelivery(target, domain.clock.now());
			// Loaded here: other commands send nothing.
			const { noticeSenders } = await import("../../notices-composition.ts");
			const sent = await noticeSenders(domain).webhook({ delivery, target, events: [] }, new AbortController().signal);
			if (sent.result === "sent")
				return done({ id: typed, sent: true }, say(texts.said["webhook-tested"], { address: target.address }, language));
			return failed(notSentText(target.address, sent.error, { texts, language }));
		},
	}),
] as const;

/** A message that is kept nowhere. */
export function testDelivery({ id, kind }: Pick<NoticeTarget, "id" | "kind">, now: number) {
	return {
		...fresh,
		id: `test-${id}-${now}`,
		targetId: id,
		kind,
		topic: "test",
		events: [],
		total: 0,
		createdAt: now,
		dueAt: now,
	} as const;
}

function told({ id: ofHook, address, topics, least: from, language, state, createdAt }: NoticeTarget) {
	return { id: ofHook, address, topics, least: from, language, state, createdAt: iso(createdAt) };
}
