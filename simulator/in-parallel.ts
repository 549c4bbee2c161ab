/** Does the work for each item, at most `limit` at a time, and gives the results in the order of the items. The first failure stops what has not begun. */
export async function inParallel<T, R>(limit: number, items: readonly T[], work: (item: T, index: number) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	let failed = false;
	async function worker(): Promise<void> {
		while (next < items.length && !failed) {
			const index = next++;
			try {
				results[index] = await work(items[index] as T, index);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	}
	await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, worker));
	return results;
}
