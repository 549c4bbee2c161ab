/** The next number upwards that people count by, of which each of the `parts` is a round number. */
export function niceMaximum(largest: number, parts: number): number {
	const step = Math.max(1, largest / parts);
	const power = 10 ** Math.floor(Math.log10(step));
	const nice = [1, 2, 3, 4, 5, 6, 8, 10].map((one) => one * power).find((one) => one >= step) ?? step;
	return nice * parts;
}
