/** A port that the machine refuses, by the setting that names it; `cause` is the machine's own error. */
export class CannotListen extends Error {
	override readonly name = "CannotListen";
	readonly setting: string;

	constructor(setting: string, cause: unknown) {
		super(`cannot listen: ${setting}`, { cause });
		this.setting = setting;
	}
}
