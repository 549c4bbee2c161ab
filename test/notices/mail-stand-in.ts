import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";

export interface ReceivedMail {
	readonly to: string;
	/** Quoted-printable and base64 as they came. */
	readonly raw: string;
	readonly user: string | null;
	readonly secure: boolean;
}

/** What the server does with a recipient, in place of taking the mail. */
export type Mood = "refuse" | "put-off" | "hang" | "drop-in-data" | "refuse-content";

export interface MailStandIn extends AsyncDisposable {
	readonly port: number;
	/** PEM. */
	readonly ca: string;
	readonly mails: readonly ReceivedMail[];
	/** By recipient. */
	readonly moods: Map<string, Mood>;
	/** Recipients that were named, each time. */
	readonly asked: readonly string[];
}

export const mailUser = "genkan";
export const mailPassword = "p@ss/word#1";

/** A mail server on loopback with STARTTLS, which takes mail from one user, and misbehaves for chosen recipients. */
export async function openMailStandIn({ withoutTls = false }: { readonly withoutTls?: boolean } = {}): Promise<MailStandIn> {
	const { certificatePem, keyPem } = createServerCertificate({ now: Date.now() });
	const mails: ReceivedMail[] = [];
	const asked: string[] = [];
	const moods = new Map<string, Mood>();
	const refused = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });
	const server = new SMTPServer({
		cert: certificatePem,
		key: keyPem,
		...(withoutTls ? { disabledCommands: ["STARTTLS", "AUTH"] } : {}),
		authOptional: withoutTls,
		closeTimeout: 100,
		logger: false,
		onAuth({ username, password }, _, done) {
			if (username === mailUser && password === mailPassword) done(null, { user: username });
			else done(refused(535, "wrong password: the one that was sent"));
		},
		onRcptTo({ address }, _, done) {
			asked.push(address);
			const mood = moods.get(address);
			if (mood === "refuse") done(refused(550, "no such user here"));
			else if (mood === "put-off") done(refused(451, "greylisted, come again"));
			else if (mood !== "hang") done();
		},
		onData(stream, session, done) {
			const to = session.envelope.rcptTo.map(({ address }) => address).join(",");
			const mood = moods.get(to);
			const pieces: Buffer[] = [];
			stream.on("data", (piece: Buffer) => pieces.push(piece));
			if (mood === "drop-in-data") for (const connection of server.connections) connection.close();
			stream.on("end", () => {
				if (mood === "drop-in-data") return;
				if (mood === "refuse-content") return done(refused(554, "this looks like spam"));
				const raw = Buffer.concat(pieces).toString("utf8");
				mails.push({ to, raw, user: (session.user as string | undefined) ?? null, secure: session.secure });
				done();
			});
		},
	});
	server.on("error", () => undefined);
	await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", () => resolve()));
	return {
		port: (server.server.address() as AddressInfo).port,
		ca: certificatePem,
		mails,
		moods,
		asked,
		[Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
	};
}
