// The real ones, also where a test holds the clock.
const { setTimeout, clearTimeout } = globalThis;

/** Milliseconds. */
export const limit = 60_000;

/** Waits for what may never come, and says then what that was: so long that only what never comes is missed, however busy the machine is. */
export async function within<T>(what: string, coming: Promise<T>, most = limit): Promise<T> {
	const never = Promise.withResolvers<never>();
	const timer = setTimeout(() => never.reject(new Error(`did not happen within ${most / 1000} s: ${what}`)), most);
	try {
		return await Promise.race([coming, never.promise]);
	} finally {
		clearTimeout(timer);
	}
}
