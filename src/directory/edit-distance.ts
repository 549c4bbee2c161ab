/**
 * How many letters must be changed, added, left out or swapped with their neighbour to make `b` of `a` (optimal string alignment). Gives up above
 * `most` and answers `most + 1`.
 */
export function editDistance(a: string, b: string, most: number): number {
	const left = Array.from(a);
	const right = Array.from(b);
	if (Math.abs(left.length - right.length) > most) return most + 1;
	let twoBack: number[] = [];
	let back = Array.from({ length: right.length + 1 }, (_, i) => i);
	for (let i = 1; i <= left.length; i++) {
		const row = [i];
		for (let j = 1; j <= right.length; j++) {
			const same = left[i - 1] === right[j - 1];
			let best = Math.min(at(back, j) + 1, at(row, j - 1) + 1, at(back, j - 1) + (same ? 0 : 1));
			if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) best = Math.min(best, at(twoBack, j - 2) + 1);
			row.push(best);
		}
		if (Math.min(...row) > most) return most + 1;
		twoBack = back;
		back = row;
	}
	return Math.min(at(back, right.length), most + 1);
}

function at(row: readonly number[], index: number): number {
	return row[index] ?? Number.POSITIVE_INFINITY;
}
