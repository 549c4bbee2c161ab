import assert from "node:assert/strict";
import { adeKeyPair, adeProfile, adeToken, adeVisit, appleDevice, incident, insertToken } from "./ade-rows.ts";
import type { Suite } from "./suite.ts";

const refusal = {
	kind: "unauthorized",
	status: 401,
	said: "token_rejected",
	retryAfterMs: null,
	skewMs: 12,
	since: 3,
	at: 4,
	during: "account",
} as const;

export const ade: Suite = {
	async "key pairs come back as stored, the newest first"(store) {
		const pair = adeKeyPair("a", { forToken: "t" });
		await store.write(async ({ adeKeyPairs }) => {
			await adeKeyPairs.insert(pair);
			await adeKeyPairs.insert(adeKeyPair("b", { createdAt: 2 }));
		});
		assert.deepEqual(await store.read.adeKeyPairs.byId("a"), pair);
		assert.deepEqual(
			(await store.read.adeKeyPairs.list()).map(({ id }) => id),
			["b", "a"],
		);
		await store.write((stores) => stores.adeKeyPairs.delete("a"));
		assert.equal(await store.read.adeKeyPairs.byId("a"), undefined);
	},

	async "a token comes back as stored, whole and after a change"(store) {
		const account = {
			serverName: "S",
			serverUuid: "U",
			adminId: null,
			orgName: "会社",
			orgId: null,
			orgType: "edu",
			pageLimit: 1000,
		} as const;
		await store.write((stores) => insertToken(stores, "t", { name: "Straße", account, accountAt: 2, refusal, cursor: "c" }));
		const stored = adeToken("t", { name: "Straße", account, accountAt: 2, refusal, cursor: "c" });
		assert.deepEqual(await store.read.adeTokens.byId("t"), stored);
		assert.deepEqual(await store.read.adeTokens.byName("STRASSE"), undefined);
		assert.deepEqual(await store.read.adeTokens.byName("sTRAßE"), stored);
		assert.deepEqual(await store.read.adeTokens.byConsumerKey("CK_t"), stored);
		const change = { refusal: null, account: null, secrets: Uint8Array.of(9), cursor: null, generation: 3, mode: "sync" } as const;
		assert.equal(await store.write((stores) => stores.adeTokens.update("t", change)), true);
		assert.equal(await store.write((stores) => stores.adeTokens.update("t", {})), true);
		assert.deepEqual(await store.read.adeTokens.byId("t"), { ...stored, ...change });
	},

	async "the names of tokens are their own, in any case, and a taken one spoils no unit"(store) {
		const results = await store.write(async (stores) => {
			await insertToken(stores, "a", { name: "Tokyo" });
			await insertToken(stores, "b", { name: "Osaka" });
			const { adeTokens } = stores;
			return [
				await adeTokens.insert(adeToken("c", { name: "TOKYO", keyPairId: "k-a" })),
				await adeTokens.update("b", { name: "tokyo", failures: 9 }),
				await adeTokens.update("a", { name: "TOKYO" }),
			];
		});
		assert.deepEqual(results, [false, false, true]);
		assert.deepEqual(
			(await store.read.adeTokens.list()).map(({ name, failures }) => [name, failures]),
			[
				["Osaka", 0],
				["TOKYO", 0],
			],
		);
		assert.equal(await store.read.adeTokens.count(), 2);
		const twin = adeToken("d", { consumerKey: "CK_a", keyPairId: "k-a" });
		await assert.rejects(
			store.write((stores) => stores.adeTokens.insert(twin)),
			{ kind: "unique" },
		);
	},

	async "tokens that Apple refuses come first, then those whose last sync lies farthest back, and no more than asked for"(store) {
		const refusal = {
			kind: "unauthorized",
			status: 401,
			said: "",
			retryAfterMs: null,
			skewMs: null,
			since: 7,
			at: 8,
			during: "sync",
		} as const;
		await store.write(async (stores) => {
			await insertToken(stores, "new", { name: "new", lastSuccessAt: 90 });
			await insertToken(stores, "old", { name: "old", lastSuccessAt: 10 });
			await insertToken(stores, "twin", { name: "Twin", lastSuccessAt: 10 });
			await insertToken(stores, "never", { name: "never", lastSuccessAt: null });
			await insertToken(stores, "refused", { name: "refused", lastSuccessAt: 95, refusal });
		});
		const tokens = await store.read.adeTokens.leastSynced(4);
		assert.deepEqual(
			tokens.map(({ name }) => name),
			["refused", "never", "old", "Twin"],
		);
		assert.deepEqual(tokens[0], { name: "refused", lastSuccessAt: 95, refusal });
	},

	async "a token goes with its devices and visits, those of others stay, and no page comes after it"(store) {
		const page = (tokenId: string) =>
			store.write((stores) => stores.adeDevices.applyPage(tokenId, [appleDevice("S")], { generation: 1, now: 1 }));
		await store.write(async (stores) => {
			for (const id of ["t", "u"]) {
				await insertToken(stores, id);
				await stores.adeVisits.insert(adeVisit(id, { tokenId: id }));
			}
		});
		await page("t");
		await page("u");
		await store.write((stores) => stores.adeTokens.delete("t"));
		assert.deepEqual(
			(await store.read.adeDevices.bySerial("S")).map(({ tokenId }) => tokenId),
			["u"],
		);
		assert.equal(await store.read.adeVisits.byStateHash("t"), undefined);
		assert.equal((await store.read.adeVisits.byStateHash("u"))?.tokenId, "u");
		await assert.rejects(page("t"), { kind: "foreign-key" });
	},

	async "profiles: as stored, names unique within their token, by name"(store) {
		const settings = { ...adeProfile("p", "t").settings, hiddenPanes: ["Siri", "OfTomorrow"], pairingCertificates: ["PEM"] };
		const profile = adeProfile("p", "t", {
			name: "Zürich",
			settings,
			uuid: "U",
			definedAt: 5,
			definedAs: { name: "Before", settings },
			refusal: { ...refusal },
		});
		const results = await store.write(async (stores) => {
			await insertToken(stores, "t");
			await insertToken(stores, "u");
			const { adeProfiles } = stores;
			return [
				await adeProfiles.insert(profile),
				await adeProfiles.insert(adeProfile("q", "t", { name: "Kiosk" })),
				await adeProfiles.insert(adeProfile("r", "t", { name: "KIOSK" })),
				await adeProfiles.insert(adeProfile("s", "u", { name: "KIOSK" })),
				await adeProfiles.update("q", { name: "zÜRICH" }),
				await adeProfiles.update("q", { name: "Abroad", refusal: null, settings: { ...settings, locked: true } }),
				await adeProfiles.update("q", {}),
			];
		});
		assert.deepEqual(results, [true, true, false, true, false, true, true]);
		assert.deepEqual(await store.read.adeProfiles.byId("p"), profile);
		assert.deepEqual(await store.read.adeProfiles.byName("t", "ZÜRICH"), profile);
		assert.equal(await store.read.adeProfiles.byName("u", "Zürich"), undefined);
		assert.deepEqual(
			(await store.read.adeProfiles.ofToken("t")).map(({ name, settings: { locked } }) => [name, locked]),
			[
				["Abroad", true],
				["Zürich", false],
			],
		);
	},

	async "nothing goes on to want a profile that was deleted"(store) {
		await store.write(async (stores) => {
			await insertToken(stores, "t", { defaultProfileId: "p" });
			await stores.adeProfiles.insert(adeProfile("p", "t"));
			await stores.adeDevices.applyPage("t", [appleDevice("S")], { generation: 1, now: 1 });
			await stores.adeDevices.chooseProfile("t", ["S"], "p", 1);
			await stores.adeDevices.removeMissing("t", 2, 2);
			assert.equal(await stores.adeDevices.countChosen("p"), 0, "a removed device keeps nobody from deleting it");
			await stores.adeProfiles.delete("p");
		});
		assert.equal(await store.read.adeProfiles.byId("p"), undefined);
		assert.equal((await store.read.adeTokens.byId("t"))?.defaultProfileId, null);
		assert.equal((await store.read.adeDevices.bySerial("S"))[0]?.profileId, null);
	},

	async "devices are listed by the profile that they want: by choice, or by default as those without one"(store) {
		await store.write(async (stores) => {
			for (const tokenId of ["t", "u"]) {
				await insertToken(stores, tokenId);
				const page = ["A", "B", "C", "D"].map((serial) => appleDevice(serial));
				await stores.adeDevices.applyPage(tokenId, page, { generation: 1, now: 1 });
			}
			await stores.adeProfiles.insert(adeProfile("p", "t"));
			await stores.adeProfiles.insert(adeProfile("q", "t", { name: "Other" }));
			await stores.adeDevices.chooseProfile("t", ["A", "C"], "p", 1);
			await stores.adeDevices.markTried("t", ["C"], "U", 1);
		});
		const wanting = async (profileId: string, isDefault: boolean, more: object = {}) => {
			const filter = { tokenId: "t", wanting: { profileId, isDefault }, limit: 9, ...more };
			return (await store.read.adeDevices.list(filter, 1)).map(({ serial }) => serial);
		};
		assert.deepEqual(await wanting("p", false), ["A", "C"]);
		assert.deepEqual(await wanting("p", true), ["A", "B", "C", "D"]);
		assert.deepEqual(await wanting("q", false), []);
		assert.deepEqual(await wanting("q", true), ["B", "D"]);
		assert.deepEqual(await wanting("p", false, { state: "assigning" }), ["C"]);
		assert.deepEqual(await wanting("p", false, { after: "A", limit: 1 }), ["C"]);
		assert.deepEqual(await wanting("q", true, { search: "d" }), ["D"]);
	},

	async "visits are found by their hashes, and changed"(store) {
		const visit = adeVisit("h", { providerStateHash: "ph", providerSecrets: Uint8Array.of(7) });
		await store.write(async ({ adeVisits }) => {
			await adeVisits.insert(visit);
			await adeVisits.insert(adeVisit("later", { createdAt: 11 }));
		});
		const { adeVisits } = store.read;
		assert.deepEqual(await adeVisits.byStateHash("h"), visit);
		assert.deepEqual(await adeVisits.byProviderStateHash("ph"), visit);
		assert.equal((await adeVisits.ofAttempt("a"))?.stateHash, "later");
		const change = { userId: "u", providerStateHash: null, providerSecrets: null, issuedAt: 20 };
		await store.write(async (stores) => {
			await stores.adeVisits.update("h", change);
			await stores.adeVisits.update("h", {});
		});
		assert.deepEqual(await adeVisits.byStateHash("h"), { ...visit, ...change });
		assert.equal(await adeVisits.byProviderStateHash("ph"), undefined);
	},

	async "one phone is in one Setup Assistant"(store) {
		await store.write(async ({ adeVisits }) => {
			await adeVisits.insert(adeVisit("old", { attemptId: "earlier", issuedAt: 20 }));
			await adeVisits.insert(adeVisit("newer", { attemptId: "earlier" }));
			await adeVisits.insert(adeVisit("ended", { attemptId: "earlier", expiresAt: 5 }));
			await adeVisits.insert(adeVisit("same try"));
			await adeVisits.insert(adeVisit("now"));
			await adeVisits.insert(adeVisit("other", { serial: "T" }));
			await adeVisits.endOthers("S", "now");
		});
		const { adeVisits } = store.read;
		const ends = ["old", "newer", "ended", "same try", "now", "other"].map(async (hash) => (await adeVisits.byStateHash(hash))?.expiresAt);
		assert.deepEqual(await Promise.all(ends), [10, 10, 5, undefined, 1_000, 1_000]);
		const forget = (before: number, limit: number) => store.write((stores) => stores.adeVisits.deleteExpired(before, limit));
		assert.equal(await forget(10, 9), 1);
		assert.equal(await adeVisits.byStateHash("ended"), undefined);
		assert.equal((await adeVisits.byStateHash("newer"))?.stateHash, "newer");
		assert.deepEqual([await forget(1_000, 1), await forget(1_000, 9), await forget(1_000, 9)], [1, 1, 0]);
		assert.equal((await adeVisits.byStateHash("now"))?.stateHash, "now");
	},

	async "an incident is open once for its code and subject, and says what was seen last"(store) {
		const first = incident("1");
		const again = incident("2", {
			openedAt: 5,
			seenAt: 5,
			saw: { kind: "expired", atMost: 2 },
			subject: { ...first.subject, name: "Renamed" },
		});
		const open = (one: typeof first) => store.write((stores) => stores.incidents.open(one));
		assert.deepEqual(await open(first), { opened: true });
		assert.deepEqual(await open(again), { opened: false });
		const noTries = { extent: null, reopened: 0, confirmed: null, mendedBy: null, history: [] };
		const now = { ...again, id: "1", openedAt: 1, closedAt: null, closedBy: null, ...noTries };
		assert.deepEqual(await store.read.incidents.openOf(first.subject), [now]);
		const close = (at: number) => store.write((stores) => stores.incidents.close(first, at, "healed"));
		assert.equal(await close(7), true);
		assert.equal(await close(8), false);
		assert.deepEqual(await open(incident("3", { openedAt: 9 })), { opened: true });
		assert.deepEqual(
			(await store.read.incidents.list({ limit: 9 })).map(({ id, closedAt, closedBy }) => [id, closedAt, closedBy]),
			[
				["3", null, null],
				["1", 7, "healed"],
			],
		);
	},

	async "of many who find it at once, one opens it"(store) {
		const opened = await Promise.all(["1", "2", "3", "4"].map((id) => store.write((stores) => stores.incidents.open(incident(id)))));
		assert.equal(opened.filter((one) => one.opened).length, 1);
		assert.equal((await store.read.incidents.list({ limit: 9 })).length, 1);
	},

	async "incidents are listed by what is asked, and closed ones forgotten"(store) {
		const profile = { kind: "ade-profile", id: "S", name: "S" } as const;
		await store.write(async ({ incidents }) => {
			await incidents.open(incident("1"));
			await incidents.open(incident("2", { code: "b", openedAt: 2 }));
			await incidents.open(incident("3", { subject: profile, openedAt: 3 }));
			await incidents.open(incident("4", { subject: { ...profile, kind: "ade-token" }, openedAt: 4 }));
			await incidents.close({ code: "b", subject: incident("2").subject }, 10, "mended");
			await incidents.close({ code: "ade-token-expired", subject: profile }, 20, "mended", "entry");
		});
		const list = async (filter: object) => (await store.read.incidents.list({ limit: 9, ...filter })).map(({ id }) => id);
		assert.deepEqual(await list({}), ["4", "3", "2", "1"]);
		assert.deepEqual(await list({ limit: 2 }), ["4", "3"]);
		assert.deepEqual(await list({ open: true }), ["4", "1"]);
		assert.deepEqual(await list({ open: false }), ["3", "2"]);
		assert.deepEqual(await list({ code: "b" }), ["2"]);
		assert.deepEqual(await list({ mendedBy: ["another", "entry"] }), ["3"]);
		assert.deepEqual(await list({ mendedBy: ["another"] }), []);
		assert.deepEqual(await list({ mendedBy: [] }), []);
		assert.deepEqual(
			(await store.read.incidents.list({ open: false, limit: 9 })).map(({ mendedBy }) => mendedBy),
			["entry", null],
		);
		assert.deepEqual(await list({ subject: profile }), ["3"]);
		assert.deepEqual(await store.read.incidents.openOf(profile), []);
		const among = async (...subjects: (typeof profile | { readonly kind: "ade-token"; readonly id: string })[]) =>
			(await store.read.incidents.openAmong(subjects)).map(({ id }) => id);
		const first = incident("1").subject;
		assert.deepEqual(await among(), []);
		assert.deepEqual(await among(profile), []);
		assert.deepEqual(await among(profile, { kind: "ade-token", id: "S" }, { kind: "ade-token", id: first.id }), ["1", "4"]);
		const prune = (before: number, limit: number) => store.write((stores) => stores.incidents.pruneClosed(before, limit));
		assert.equal(await prune(20, 9), 1);
		assert.deepEqual(await list({}), ["4", "3", "1"]);
		await store.write((stores) => stores.incidents.close(incident("1"), 19, "mended"));
		assert.equal(await prune(99, 1), 1);
		assert.deepEqual(await list({}), ["4", "3"], "the one that was closed first");
		assert.deepEqual([await prune(99, 9), await list({})], [1, ["4"]]);
	},
};
