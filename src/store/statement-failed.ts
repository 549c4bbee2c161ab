/**
 * The database refused a statement: a bug, or a value that is taken. The driver's own error stays behind: PostgreSQL's carries the row's values.
 */
export class StatementFailed extends Error {
	readonly kind: "unique" | "foreign-key" | "other";
	/** SQLSTATE, or SQLite's code. */
	readonly code: string;

	constructor(kind: StatementFailed["kind"], code: string, where: string) {
		super(`the database refused a statement: ${code} ${where}`.trimEnd());
		this.name = "StatementFailed";
		this.kind = kind;
		this.code = code;
	}
}
