import type Database from "better-sqlite3";
import { StoreUnavailable } from "../evidence/work.ts";
import type { Transaction } from "./group-commit.ts";
import type { Guard } from "./sqlite-connection.ts";
import { fromSqlite, isBusy } from "./sqlite-error.ts";
import type { Unit, Units } from "./unit.ts";

/** The writer's transaction for group commit, and the guard that keeps the writer's stores within the unit that runs. */
export function sqliteTransaction(database: Database.Database, units: Units): { transaction: Transaction; guard: Guard } {
	const begin = database.prepare("begin immediate");
	const commit = database.prepare("commit");
	const rollback = database.prepare("rollback");
	const savepoint = database.prepare("savepoint unit");
	const release = database.prepare("release unit");
	const undo = database.prepare("rollback to unit");
	let current: Unit | undefined;
	let broken: StoreUnavailable | undefined;

	/** SQLite gives up the whole transaction on some errors (disk full, I/O): then nothing of the group may be told as written. */
	function guarded<T>(call: () => T): T {
		try {
			return call();
		} catch (error) {
			const told = fromSqlite(error);
			if (told instanceof StoreUnavailable) broken ??= told;
			throw told;
		}
	}

	const transaction: Transaction = {
		onStatement: () => undefined,
		begin() {
			broken = undefined;
			try {
				if (database.inTransaction) rollback.run();
				begin.run();
				return true;
			} catch (error) {
				if (isBusy(error)) return false;
				throw fromSqlite(error);
			}
		},
		async unit(work) {
			const unit: Unit = { failed: undefined, ended: false };
			guarded(() => savepoint.run());
			current = unit;
			try {
				const result = await units.run(unit, work);
				if (unit.failed !== undefined) throw unit.failed;
				guarded(() => release.run());
				return result;
			} catch (error) {
				if (!database.inTransaction) broken ??= new StoreUnavailable("the transaction was lost");
				if (broken === undefined) {
					guarded(() => undo.run());
					guarded(() => release.run());
				}
				throw error;
			} finally {
				current = undefined;
			}
		},
		commit: () => {
			guarded(() => commit.run());
		},
		rollback() {
			if (database.inTransaction) guarded(() => rollback.run());
		},
		broken: () => broken,
	};
	const guard: Guard = (call) => {
		const unit = units.demand(current);
		transaction.onStatement();
		try {
			return guarded(call);
		} catch (error) {
			unit.failed ??= error instanceof Error ? error : new Error("a statement failed");
			throw error;
		}
	};
	return { transaction, guard };
}
