/** Waits for something that happens by itself, for a bounded time. */
export async function until(happened: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 2400; tries++) {
		if (await happened()) return;
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
	throw new Error("the demo waited for something that did not happen");
}
