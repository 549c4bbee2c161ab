/** What somebody decided on is not any more as they saw it: thrown within the unit of work of their change, so that nothing of it is kept. */
export class ChangedMeanwhile extends Error {
	constructor() {
		super("what was to be changed is not as it was seen");
	}
}
