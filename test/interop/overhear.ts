import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Passes requests on, and keeps what a client asked for. */
export interface Overheard extends AsyncDisposable {
	readonly address: string;
	/** `POST PKIOperation`, in order. */
	readonly operations: readonly string[];
}

/** Stands between a client and `target`, both on loopback without TLS. */
export async function overhear(target: string): Promise<Overheard> {
	const operations: string[] = [];
	const server = createServer((incoming, answer) => {
		const { method = "", url = "/", headers } = incoming;
		operations.push(`${method} ${new URL(url, target).searchParams.get("operation")}`);
		const onward = request(new URL(url, target), { method, headers }, (response) => {
			answer.writeHead(response.statusCode ?? 502, response.headers);
			response.pipe(answer);
		});
		onward.on("error", () => answer.destroy());
		incoming.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		address: `http://127.0.0.1:${port}${new URL(target).pathname}`,
		operations,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
