import { connect, type TLSSocket } from "node:tls";

/**
 * The process that asks: kept TLS connections, each with one request under way, all of them built beforehand. It reads of an answer no more than its
 * status and its end, so that it costs the machine far less than the server that is measured.
 */
export interface LoadQuestion {
	readonly port: number;
	/** For each connection the requests that it sends, one after the other. */
	readonly requests: readonly (readonly Uint8Array[])[];
	/** Seconds; then the requests are sent in circles. Without it each is sent once. */
	readonly duration?: { readonly warmUp: number; readonly measured: number };
}

export interface LoadAnswer {
	readonly answers: number;
	readonly seconds: number;
	/** How many answers had this status. */
	readonly statuses: { readonly [status: string]: number };
	/** How many answers had a body. */
	readonly withBody: number;
	/** Milliseconds. */
	readonly latency: { readonly median: number; readonly p99: number };
	/** Microseconds of this process for each answer. */
	readonly cpu: number;
}

const endOfHead = Buffer.from("\r\n\r\n");
const lengthField = Buffer.from("content-length: ");
const zero = 48;

/** Calls back with each whole answer. Answers without a Content-Length do not occur here. */
function readAnswers(socket: TLSSocket, whole: (status: number, bodyLength: number) => void): void {
	let pending: Buffer | undefined;
	socket.on("data", (chunk: Buffer) => {
		const bytes: Buffer = pending === undefined ? chunk : Buffer.concat([pending, chunk]);
		const head = bytes.indexOf(endOfHead);
		const field = head < 0 ? -1 : bytes.indexOf(lengthField);
		if (head >= 0 && (field < 0 || field > head)) throw new Error("an answer without Content-Length");
		let length = 0;
		for (let at = field + lengthField.length; field >= 0 && bytes[at] !== 13; at++) length = 10 * length + (bytes[at] ?? zero) - zero;
		if (head < 0 || bytes.length < head + 4 + length) {
			pending = bytes;
			return;
		}
		pending = undefined;
		const digit = (at: number) => (bytes[at] ?? zero) - zero;
		whole(100 * digit(9) + 10 * digit(10) + digit(11), length);
	});
}

function opened(port: number): Promise<TLSSocket> {
	return new Promise((resolve, reject) => {
		const socket = connect({ port, host: "127.0.0.1", servername: "localhost", rejectUnauthorized: false }, () => {
			socket.setNoDelay(true);
			resolve(socket);
		});
		socket.once("error", reject);
	});
}

async function run({ port, requests, duration }: LoadQuestion): Promise<LoadAnswer> {
	const sockets: TLSSocket[] = [];
	for (const _ of requests) sockets.push(await opened(port));
	const statuses: Record<string, number> = {};
	const latencies: number[] = [];
	let withBody = 0;
	let counting = duration === undefined;
	let over = false;
	let started = performance.now();
	let cpuAtStart = process.cpuUsage();

	const conversations = sockets.map(
		(socket, connection) =>
			new Promise<void>((resolve, reject) => {
				const mine = requests[connection] ?? [];
				let at = 0;
				let sentAt = 0;
				const send = () => {
					const request = mine[duration === undefined ? at : at % mine.length];
					if (request === undefined || over) return resolve();
					at++;
					sentAt = performance.now();
					socket.write(request);
				};
				socket.once("close", () => reject(new Error("the server closed a connection")));
				readAnswers(socket, (status, bodyLength) => {
					if (counting) {
						latencies.push(performance.now() - sentAt);
						statuses[status] = (statuses[status] ?? 0) + 1;
						if (bodyLength > 0) withBody++;
					}
					send();
				});
				send();
			}),
	);
	if (duration !== undefined) {
		setTimeout(() => {
			counting = true;
			started = performance.now();
			cpuAtStart = process.cpuUsage();
		}, 1000 * duration.warmUp);
		setTimeout(
			() => {
				over = true;
			},
			1000 * (duration.warmUp + duration.measured),
		);
	}
	await Promise.all(conversations);
	const seconds = (performance.now() - started) / 1000;
	const used = process.cpuUsage(cpuAtStart);
	for (const socket of sockets) socket.removeAllListeners("close").destroy();
	latencies.sort((a, b) => a - b);
	const part = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
	return {
		answers: latencies.length,
		seconds,
		statuses,
		withBody,
		latency: { median: part(0.5), p99: part(0.99) },
		cpu: (used.user + used.system) / latencies.length,
	};
}

process.on("message", (question: LoadQuestion) => {
	void run(question).then((answer) => process.send?.(answer));
});
process.once("disconnect", () => process.exit());
