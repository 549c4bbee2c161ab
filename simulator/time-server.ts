import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";

/** How the server answers; `offsetMs`: its time less ours. */
export type TimeBehaviour =
	| { readonly kind: "right" }
	| { readonly kind: "off"; readonly offsetMs: number }
	| { readonly kind: "silent" | "unsynchronised" | "kiss-of-death" | "of-another-request" | "as-a-client" | "without-time" | "short" };

export interface TimeServer {
	/** As the setting takes it. */
	readonly address: string;
	readonly asked: () => number;
	behave(behaviour: TimeBehaviour): void;
	stop(): Promise<void>;
}

const unixEpoch = 2_208_988_800;

/** A time server (SNTP) on 127.0.0.1. @param now epoch milliseconds, of whoever asks */
export async function startTimeServer(now: () => number = Date.now): Promise<TimeServer> {
	const socket = createSocket("udp4");
	let behaviour: TimeBehaviour = { kind: "right" };
	let asked = 0;
	socket.on("message", (request, from) => {
		asked += 1;
		if (behaviour.kind === "silent" || request.length < 48) return;
		const answer = Buffer.alloc(48);
		// Version 4, mode 4 (server).
		answer[0] = behaviour.kind === "unsynchronised" ? 0xe4 : behaviour.kind === "as-a-client" ? 0x23 : 0x24;
		answer[1] = behaviour.kind === "kiss-of-death" ? 0 : 2;
		request.copy(answer, 24, 40, 48);
		if (behaviour.kind === "of-another-request") answer.writeUInt32BE(7, 24);
		if (behaviour.kind !== "without-time") {
			const at = now() + (behaviour.kind === "off" ? behaviour.offsetMs : 0);
			for (const place of [32, 40]) writeTimestamp(answer, place, at);
		}
		socket.send(behaviour.kind === "short" ? answer.subarray(0, 40) : answer, from.port, from.address);
	});
	await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
	socket.unref();
	return {
		address: `127.0.0.1:${socket.address().port}`,
		asked: () => asked,
		behave(next) {
			behaviour = next;
		},
		stop: () => new Promise((resolve) => socket.close(resolve)),
	};
}

function writeTimestamp(into: Buffer, at: number, ms: number): void {
	const seconds = Math.floor(ms / 1000);
	into.writeUInt32BE((seconds + unixEpoch) % 2 ** 32, at);
	into.writeUInt32BE(Math.floor(((ms - seconds * 1000) / 1000) * 2 ** 32), at + 4);
}
