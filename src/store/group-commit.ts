import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { StoreUnavailable } from "../evidence/work.ts";

/** The transaction of one connection, as the group needs it. Each throws the store's errors. */
export interface Transaction {
	/** false: another process holds the lock. */
	begin(): boolean;
	/** Runs a unit within a savepoint: what it throws undoes that unit alone. */
	unit<T>(work: () => Promise<T>): Promise<T>;
	commit(): void;
	rollback(): void;
	/** Is called with each statement of a unit. */
	onStatement: () => void;
	/** Why nothing of this transaction can be kept; undefined while it is sound. */
	broken(): StoreUnavailable | undefined;
}

interface Queued {
	/** Runs it, and answers how to tell its writer: to be called once the group is durable. */
	run(): Promise<() => void>;
	fail(error: Error): void;
}

const largestGroup = 64;

export interface Patience {
	/** Milliseconds for which writes wait for another process's lock. The event loop stays free. */
	readonly lock: number;
	/**
	 * Units wait for nothing but the database; one that has asked it nothing for so long (ms) is a bug, and must not stop all others for ever. An import
	 * of a hundred thousand people asks all the time.
	 */
	readonly unit: number;
}

export const usualPatience: Patience = { lock: 5_000, unit: 10_000 };

/**
 * Group commit: a durable commit costs about the same for one unit as for sixty-four, so units that come while one runs share the next.
 * One group at a time; a unit's promise settles after the group is on the disk.
 */
export class GroupCommit {
	readonly #transaction: Transaction;
	readonly #patience: Patience;
	/** Fails the unit that runs. */
	#giveUp: (error: Error) => void = () => undefined;
	#queue: Queued[] = [];
	#draining: Promise<void> | undefined;
	#closed = false;

	constructor(transaction: Transaction, patience: Patience) {
		this.#transaction = transaction;
		this.#patience = patience;
	}

	write<T>(work: () => Promise<T>): Promise<T> {
		if (this.#closed) return Promise.reject(new StoreUnavailable("it was closed"));
		return new Promise<T>((resolve, reject) => {
			// Whoever came first drains the queue for all: what is known of a request (its reader's time zone) must be that of each unit's own.
			const asItsWriter = AsyncLocalStorage.snapshot();
			const run = (): Promise<() => void> =>
				asItsWriter(() => this.#transaction.unit(() => this.#untilGivenUp(work))).then(
					(result) => () => resolve(result),
					// Told after the commit too: it may have failed over what another unit of the group wrote.
					(error: unknown) => () => reject(error),
				);
			this.#queue.push({ run, fail: reject });
			this.#draining ??= this.#drain();
		});
	}

	/** Writes what is queued, and refuses what comes after. */
	async close(): Promise<void> {
		this.#closed = true;
		await this.#draining;
	}

	async #drain(): Promise<void> {
		// Whoever writes in this turn of the event loop joins the first group.
		await new Promise<void>((resolve) => setImmediate(resolve));
		while (this.#queue.length > 0) {
			if (await this.#begin()) await this.#group(this.#queue.splice(0, largestGroup));
		}
		this.#draining = undefined;
	}

	async #begin(): Promise<boolean> {
		try {
			let waited = 0;
			for (let pause = 5; waited <= this.#patience.lock; pause = Math.min(2 * pause, 50)) {
				if (this.#transaction.begin()) return true;
				await wait(pause);
				waited += pause;
			}
			throw new StoreUnavailable("another process holds the database's lock and does not let go");
		} catch (error) {
			// All of them: a device that is told now comes again; one that waits behind the others would time out.
			const waiting = this.#queue;
			this.#queue = [];
			for (const queued of waiting) queued.fail(asError(error));
			return false;
		}
	}

	async #group(group: readonly Queued[]): Promise<void> {
		const tell: (() => void)[] = [];
		const tooLong = () => this.#giveUp(new Error("a unit of work did not end: it waits for something that is not the database"));
		const watch = setTimeout(tooLong, this.#patience.unit);
		this.#transaction.onStatement = () => watch.refresh();
		try {
			for (const queued of group) {
				watch.refresh();
				tell.push(await queued.run());
				const broken = this.#transaction.broken();
				if (broken !== undefined) throw broken;
			}
			this.#transaction.commit();
		} catch (error) {
			this.#undo();
			for (const queued of group) queued.fail(asError(error));
			return;
		} finally {
			this.#transaction.onStatement = () => undefined;
			clearTimeout(watch);
		}
		for (const settle of tell) settle();
	}

	#untilGivenUp<T>(work: () => Promise<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			this.#giveUp = reject;
			work().then(resolve, reject);
		});
	}

	/** What cannot be undone now is undone before the next transaction begins. */
	#undo(): void {
		try {
			this.#transaction.rollback();
		} catch {}
	}
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new StoreUnavailable("the transaction was lost");
}
