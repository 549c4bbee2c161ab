/** The next number upwards that people count by, of which `parts` are whole: 1, 2, 5, 10, 20, 50… for each. */
export function niceMaximum(largest: number, parts: number): number {
	const step = Math.max(1, largest / parts);
	const power = 10 ** Math.floor(Math.log10(step));
	const nice = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= step) ?? step;
	return nice * parts;
}
