import { errorWord } from "./error-word.ts";
import { htmlBody, textBody } from "./notice-bodies.ts";
import type { Sender, Sent } from "./outbox.ts";
import { renderNotice } from "./render-notice.ts";

/** Through which server e-mails go (settings). */
export interface MailServer {
	/** `smtp://user:password@host:587`, or `smtps://` where TLS begins with the connection. */
	readonly url: string;
	readonly from: string;
	/** PEM of the CA of its certificate, where it is not a public one. */
	readonly ca: string | null;
}

export interface MailOptions {
	/** null: no mail server is set. */
	readonly server: MailServer | null;
	/** The service's address, for the reader. */
	readonly publicUrl: string;
	readonly timeZone: string | undefined;
	/** For one message from connecting to its acceptance, milliseconds. */
	readonly patience?: number;
}

const usualPatience = 60_000;

/**
 * Sends e-mails, one message to one recipient: whoever was refused is tried again alone, whoever was accepted gets nothing twice, and nobody reads who
 * else is told. A server on another machine must offer TLS, before the password or a word of the message is sent.
 */
export function createMailSender({ server, publicUrl, timeZone, patience = usualPatience }: MailOptions): Sender {
	return async ({ delivery, target, events }, signal) => {
		if (server === null) return { result: "again", error: "no-mail-server" };
		const { address: recipient, language } = target;
		const { subject, parts } = renderNotice(delivery, events, { language, timeZone, address: publicUrl, recipient });
		// Loaded only where it is used: with what it brings along it is some megabytes.
		const { createTransport } = await import("nodemailer");
		const transport = createTransport(connectionTo(server, patience));
		const cut = new Promise<never>((_, reject) => {
			const stop = () => {
				transport.close();
				reject(Object.assign(new Error("out of time"), { code: signal.aborted ? "ABORTED" : "ETIMEDOUT" }));
			};
			const ending = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
			ending.addEventListener("abort", stop, { once: true });
			// The service may have begun to stop while nodemailer was loaded: what is over already does not end again.
			if (ending.aborted) stop();
		});
		const sending = transport.sendMail({
			from: server.from,
			to: { name: "", address: recipient },
			subject,
			text: textBody(parts),
			html: htmlBody(parts, language),
			date: new Date(delivery.createdAt),
			// The same each time: a server or a program that knows it shows it once.
			messageId: `<${delivery.id}@${new URL(publicUrl).hostname}>`,
			// RFC 3834: nobody's absence note answers it.
			headers: { "Auto-Submitted": "auto-generated" },
			disableFileAccess: true,
			disableUrlAccess: true,
		});
		try {
			await Promise.race([sending, cut]);
			return { result: "sent" };
		} catch (error) {
			return refusal(error);
		} finally {
			transport.close();
			// Where time ran out it fails later, and nobody waits for it.
			sending.catch(() => undefined);
		}
	};
}

function connectionTo({ url, ca }: MailServer, patience: number) {
	const { protocol, hostname, port, username, password } = new URL(url);
	const secure = protocol === "smtps:";
	const host = hostname.replace(/^\[|\]$/g, "");
	const here = host === "localhost" || host === "127.0.0.1" || host === "::1";
	return {
		host,
		port: port === "" ? (secure ? 465 : 587) : Number(port),
		secure,
		requireTLS: !secure && !(here && username === ""),
		...(username === "" ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
		tls: { minVersion: "TLSv1.2", ...(ca === null ? {} : { ca }) },
		connectionTimeout: Math.min(patience, 15_000),
		greetingTimeout: Math.min(patience, 30_000),
		socketTimeout: Math.min(patience, 30_000),
		dnsTimeout: Math.min(patience, 10_000),
	} as const;
}

/** What a server's refusal means. Of a recipient or of the message itself a 5xx is final (RFC 5321 4.2.1); of anything else somebody can mend it. */
function refusal(error: unknown): Sent {
	const { responseCode, command, code } = fieldsOf(error);
	// Also where the server answered STARTTLS with a number: what is missing is TLS.
	if (code === "ETLS" || typeof responseCode !== "number") return { result: "again", error: errorWord(error) };
	const word = `smtp-${responseCode}`;
	const ofMessage = command === "RCPT TO" || command === "DATA" || code === "EMESSAGE";
	return { result: responseCode >= 500 && ofMessage ? "never" : "again", error: word };
}

function fieldsOf(error: unknown): { readonly responseCode?: unknown; readonly command?: unknown; readonly code?: unknown } {
	return typeof error === "object" && error !== null ? error : {};
}
