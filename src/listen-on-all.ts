import { type Config, settings } from "./config/schema.ts";
import { CannotListen } from "./http/cannot-listen.ts";
import { type Listening, listen, type Patience } from "./http/server.ts";

/** One port or two; where the second is refused the first is given back. */
export async function listenOnAll(
	handler: Parameters<typeof listen>[0],
	{ host, port, plainPort }: Config,
	tls: Parameters<typeof listen>[2],
	patience: Patience | undefined,
): Promise<readonly Listening[]> {
	const open = (at: { readonly host: string; readonly port: number }, security: typeof tls, setting: string) =>
		listen(handler, at, security, patience).catch((error: unknown) => {
			throw new CannotListen(setting, error);
		});
	const first = await open({ host, port }, tls, settings.port.env);
	if (plainPort === null) return [first];
	try {
		return [first, await open({ host: "127.0.0.1", port: plainPort }, null, settings.plainPort.env)];
	} catch (error) {
		await first.close(0);
		throw error;
	}
}
