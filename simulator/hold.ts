/** Keeps something from going on until the test lets it: what would take milliseconds to be likely is certain with it. */
export interface Hold {
	/** Resolves when the first one has come and waits. */
	readonly arrived: Promise<void>;
	/** Lets all go on that came or will come. */
	release(): void;
	/** For the one who waits: tells that it has come; resolves when it may go on. */
	pass(): Promise<void>;
}

export function createHold(): Hold {
	const arrival = Promise.withResolvers<void>();
	const leave = Promise.withResolvers<void>();
	return {
		arrived: arrival.promise,
		release: leave.resolve,
		pass() {
			arrival.resolve();
			return leave.promise;
		},
	};
}
