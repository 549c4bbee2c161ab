import assert from "node:assert/strict";
import type { Suite } from "./suite.ts";

export const observations: Suite = {
	async "what was seen stays since when it was so, until it is seen otherwise"(store) {
		const see = (value: string | { readonly targets: readonly string[] }, at: number) =>
			store.write((stores) => stores.observations.put("dns:a.example", value, at));
		const kept = async () => store.read.observations.get("dns:a.example");
		assert.equal(await kept(), undefined);
		await see({ targets: ["東京.example"] }, 10);
		await see({ targets: ["東京.example"] }, 20);
		assert.deepEqual(await kept(), { key: "dns:a.example", at: 20, since: 10, value: { targets: ["東京.example"] } });
		await see("nothing", 30);
		assert.deepEqual(await kept(), { key: "dns:a.example", at: 30, since: 30, value: "nothing" });
		await see({ targets: ["東京.example"] }, 40);
		assert.equal((await kept())?.since, 40, "it was otherwise between");
	},

	async "a JSON value comes back as it was, null and booleans as well"(store) {
		const values = [null, true, 0, "", [], {}, { a: [1, "2", null, { b: false }] }];
		await store.write(async (stores) => {
			for (const [index, value] of values.entries()) await stores.observations.put(`k${index}`, value, 1);
		});
		for (const [index, value] of values.entries()) assert.deepEqual((await store.read.observations.get(`k${index}`))?.value, value);
	},

	async "many are read at once, those that are there"(store) {
		const keys = Array.from({ length: 2500 }, (_, index) => `dns:d${index}.example`);
		await store.write(async (stores) => {
			for (const key of keys.slice(0, 2000)) await stores.observations.put(key, { state: "right" }, 5);
		});
		const found = await store.read.observations.among(keys);
		assert.deepEqual(
			found.map(({ key }) => key),
			keys.slice(0, 2000).sort(),
		);
		assert.deepEqual(await store.read.observations.among([]), []);
	},

	async "what nobody looked at any more is forgotten, part by part"(store) {
		await store.write(async (stores) => {
			for (let at = 1; at <= 5; at++) await stores.observations.put(`k${at}`, at, at);
			await stores.observations.put("k1", 1, 100);
		});
		const prune = () => store.write((stores) => stores.observations.prune(5, 2));
		assert.deepEqual([await prune(), await prune(), await prune()], [2, 1, 0]);
		assert.deepEqual(
			(await store.read.observations.among(["k1", "k2", "k3", "k4", "k5"])).map(({ key }) => key),
			["k1", "k5"],
		);
	},
};
