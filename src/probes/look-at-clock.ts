import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { ClockSeen } from "../evidence/outside-fact.ts";
import { resolveHost } from "./resolve-host.ts";
import { buildSntpRequest, readSntpAnswer } from "./sntp.ts";

export interface ClockLook {
	/** `time.apple.com`, `[2001:db8::1]:1123`. */
	readonly server: string;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly signal: AbortSignal;
	/** Of one try, milliseconds. */
	readonly patienceMs?: number;
}

const tries = 2;
/** What is kept: the network itself makes the answer waver, and `since` must not move for that. */
const grain = 30_000;
/** A clock that goes otherwise than time does by more than this was set meanwhile. */
const steadiness = 1000;

/** Asks a time server once, and again where nothing came. Never throws. */
export async function lookAtClock(look: ClockLook): Promise<ClockSeen> {
	const { server } = look;
	for (let tried = 0; tried < tries && !look.signal.aborted; tried++) {
		const offset = await ask(look);
		if (offset !== null) return { server, offsetMs: Math.trunc(offset / grain) * grain + 0 };
	}
	return { server, offsetMs: null };
}

async function ask({ server, clock, randomness, signal, patienceMs = 2000 }: ClockLook): Promise<number | null> {
	const [, host = "", port = "123"] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(server) ?? [];
	const deadline = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
	const addresses = await resolveHost(host, true, deadline).catch(() => null);
	if (addresses === null) return null;
	const [{ address }] = addresses;
	return exchange({ address, port: Number(port) }, { clock, mark: randomness.bytes(8), deadline });
}

function exchange(
	at: { readonly address: string; readonly port: number },
	{ clock, mark, deadline }: { readonly clock: Clock; readonly mark: Uint8Array; readonly deadline: AbortSignal },
): Promise<number | null> {
	return new Promise((resolve) => {
		const socket = createSocket(isIPv6(at.address) ? "udp6" : "udp4");
		let sent = { at: 0, uptime: 0 };
		let ended = false;
		const end = (offset: number | null) => {
			if (ended) return;
			ended = true;
			deadline.removeEventListener("abort", giveUp);
			socket.close();
			resolve(offset);
		};
		const giveUp = () => end(null);
		deadline.addEventListener("abort", giveUp, { once: true });
		socket.on("error", giveUp);
		socket.on("message", (bytes) => {
			const theirs = readSntpAnswer(bytes, mark);
			if (theirs === null) return;
			const receivedAt = clock.now();
			const wasSet = Math.abs(receivedAt - sent.at - (performance.now() - sent.uptime)) > steadiness;
			// The answer took its time on the way: half of it for each direction.
			end(wasSet ? null : theirs - (sent.at + receivedAt) / 2);
		});
		socket.once("connect", () => {
			sent = { at: clock.now(), uptime: performance.now() };
			socket.send(buildSntpRequest(mark));
		});
		if (deadline.aborted) giveUp();
		else socket.connect(at.port, at.address);
	});
}
