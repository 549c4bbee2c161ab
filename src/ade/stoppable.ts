import type { AdeApi } from "./ports.ts";

/**
 * The same connection, whose calls end at once when the service stops: they throw the signal's reason, and Apple's answer, if one comes, is nobody's.
 * A round that was cut off between asking and writing finds out by the next one what Apple did.
 */
export function stoppable(api: AdeApi, signal: AbortSignal | undefined): AdeApi {
	if (signal === undefined) return api;
	const stopped = Promise.withResolvers<never>();
	stopped.promise.catch(() => undefined);
	signal.addEventListener("abort", () => stopped.reject(signal.reason), { once: true });
	const until = async <T>(call: () => Promise<T>): Promise<T> => {
		signal.throwIfAborted();
		return await Promise.race([call(), stopped.promise]);
	};
	return {
		account: () => until(() => api.account()),
		fetchPage: (from) => until(() => api.fetchPage(from)),
		syncPage: (from) => until(() => api.syncPage(from)),
		details: (serials) => until(() => api.details(serials)),
		defineProfile: (profile) => until(() => api.defineProfile(profile)),
		assign: (uuid, serials) => until(() => api.assign(uuid, serials)),
		unassign: (serials) => until(() => api.unassign(serials)),
	};
}
