/** A row of a list that is ordered by time, the newest first: a page begins after it. Of rows of one instant the id decides. */
export interface Position {
	readonly at: number;
	readonly id: string;
}
