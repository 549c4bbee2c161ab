import { createKeyPair, deleteKeyPair } from "../../ade/key-pairs.ts";
import { renewToken } from "../../ade/renew-token.ts";
import { findToken } from "../../ade/tokens.ts";
import { uploadToken } from "../../ade/upload-token.ts";
import { shellWords } from "../../diagnosis/shell-words.ts";
import { organization } from "../../tenant/organization.ts";
import { actingStore } from "../act.ts";
import { afterAdeChange } from "../ade-changed.ts";
import { type Context, command } from "../command.ts";
import { givenToken } from "../find-ade.ts";
import { refusedBy, warningText } from "../problem.ts";
import { readGivenFile } from "../read-file.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { writeNewFile } from "../write-file.ts";

const file = { kind: "text", value: "FILE", optional: true } as const;
const appleId = { kind: "text", value: "ADDRESS", help: "token-apple-id" } as const;

export const adeTokenFileCommands = [
	command({
		name: "ade tokens key",
		store: "write",
		options: { out: { kind: "text", value: "FILE", help: "key-out" }, for: { kind: "text", value: "TOKEN", help: "key-for" } },
		run: ({ out, for: token }, context) => makeKey({ out, token }, context),
	}),
	command({
		name: "ade tokens add",
		store: "write",
		arguments: { name: { kind: "text", value: "NAME" }, file },
		options: { "apple-id": appleId },
		run: ({ name, file: path, "apple-id": account }, context) => add({ name, path, account }, context),
	}),
	command({
		name: "ade tokens renew",
		store: "write",
		arguments: { token: { kind: "text", value: "TOKEN" }, file },
		options: { "apple-id": appleId, "confirm-another-server": { kind: "flag", help: "confirm-another-server" } },
		run: ({ token, file: path, "apple-id": account, "confirm-another-server": confirmed }, context) =>
			renew({ token, path, account, confirmed }, context),
	}),
] as const;

async function makeKey(given: { readonly out: string | undefined; readonly token: string | undefined }, context: Context): Promise<Reply> {
	const { domain, texts, language, json } = context;
	const { store, sealer, clock, randomness } = domain;
	const { said } = texts.ade;
	const found = given.token === undefined ? undefined : await givenToken(given.token, context);
	if (found?.ok === false) return found.reply;
	const token = found?.token ?? null;
	const { name } = await organization(store.read);
	const acting = actingStore<Awaited<ReturnType<typeof createKeyPair>>>(context, (result, tell) => {
		if (result.ok) tell({ target: token?.name ?? null, done: true, undo: null });
	});
	const made = await createKeyPair(acting, { sealer, clock, randomness, organization: name, forToken: token?.id ?? null });
	if (!made.ok) return refusedBy(made.problem, language);
	const { pair, pem } = made;
	if (given.out !== undefined) {
		const stopped = await writeNewFile(given.out, pem, context);
		if (stopped !== undefined) {
			// Nobody can answer a certificate that nobody got.
			await store.write((stores) => deleteKeyPair(stores, pair.id));
			return stopped;
		}
	}
	const server = token?.account?.serverName ?? token?.name ?? "";
	const steps = [
		token === null ? said["key-new-server"] : say(said["key-same-server"], { server }, language),
		said["key-upload"],
		said["key-download"],
		shellWords(
			token === null
				? ["genkan", "ade", "tokens", "add", "NAME", "FILE.p7m"]
				: ["genkan", "ade", "tokens", "renew", token.name, "FILE.p7m"],
		),
	].map((step, at) => `  ${at + 1}. ${step}`);
	const explanation = [said["key-made"], "", ...steps].join("\n");
	const data = { keyPair: pair.id, for: token?.name ?? null, file: given.out ?? null, certificate: given.out === undefined ? pem : null };
	// Without a file the certificate itself is the output, so that it can be piped on.
	if (given.out === undefined) return done(data, pem, json ? [] : [explanation]);
	return done(data, `${say(texts.said.written, { path: given.out }, language)}\n${explanation}`);
}

/** Without a file the token is pasted, or piped in. */
function readToken(path: string | undefined, context: Context) {
	const { edge, texts, json } = context;
	if (path === undefined && edge.terminal.interactive && !json) edge.terminal.err(`${texts.ade.said["paste-token"]}\n`);
	return readGivenFile(path ?? "-", context);
}

async function add(
	given: { readonly name: string; readonly path: string | undefined; readonly account: string | undefined },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const { said } = texts.ade;
	// Otherwise the file would be the token's name, and the terminal would wait for one.
	if (given.path === undefined && /\.p7m$/i.test(given.name)) return failed(say(said["name-first"], { file: given.name }, language));
	const read = await readToken(given.path, context);
	if (!read.ok) return read.reply;
	const store = actingStore<Awaited<ReturnType<typeof uploadToken>>>(context, (result, tell) => {
		if (!result.ok) return;
		const { name, expiresAt } = result.token;
		tell({ target: name, before: { there: false }, after: { there: true, endsAt: expiresAt }, undo: ["ade", "tokens", "delete", name] });
	});
	const outcome = await uploadToken(
		store,
		{ name: given.name, file: read.bytes, ...(given.account === undefined ? {} : { appleId: given.account.normalize("NFKC") }) },
		domain,
	);
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const { id, name, expiresAt } = outcome.token;
	await afterAdeChange(id, context, { round: true });
	const lines = [
		say(said["token-added"], { token: name, expiresAt }, language),
		say(said["first-sync"], {}, language),
		`  ${shellWords(["genkan", "ade", "sync", name])}`,
		said["then-profile"],
		`  ${shellWords(["genkan", "ade", "profiles", "add", "NAME", "--token", name, "--default"])}`,
	];
	return done({ id, name, expiresAt: iso(expiresAt), appleId: outcome.token.appleId }, lines.join("\n"));
}

async function renew(
	given: { readonly token: string; readonly path: string | undefined; readonly account: string | undefined; readonly confirmed: boolean },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	// Told before anything is pasted.
	const known = await findToken(domain.store.read, given.token);
	if (!known.ok) return refusedBy(known.problem, language);
	const read = await readToken(given.path, context);
	if (!read.ok) return read.reply;
	const { token, path: _, account, confirmed } = given;
	const store = actingStore<Awaited<ReturnType<typeof renewToken>>>(context, (result, tell) => {
		if (!result.ok) return;
		const { before, token: after } = result;
		const values = ({ expiresAt, appleId }: typeof before) => ({ endsAt: expiresAt, appleId });
		tell({ target: after.name, before: values(before), after: values(after), done: true, undo: null });
	});
	const outcome = await renewToken(
		store,
		{ token, file: read.bytes, confirmAnotherServer: confirmed, ...(account === undefined ? {} : { appleId: account.normalize("NFKC") }) },
		domain,
	);
	if (!outcome.ok) return refusedBy(outcome.problem, language);
	const { id, name, expiresAt, appleId: accountNow } = outcome.token;
	await afterAdeChange(id, context, { round: true });
	const { said } = texts.ade;
	const text = [
		say(said["token-renewed"], { token: name, expiresAt, beforeAt: outcome.before.expiresAt }, language),
		said["renewed-next"],
		`  ${shellWords(["genkan", "ade", "sync", name])}`,
	].join("\n");
	const notes = outcome.warnings.map((warning) => warningText(warning, language));
	const data = { id, name, expiresAt: iso(expiresAt), appleId: accountNow, warnings: outcome.warnings.map(({ kind }) => kind) };
	return done(data, text, notes);
}
