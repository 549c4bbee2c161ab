import assert from "node:assert/strict";
import { certificate, command, device } from "./rows.ts";
import type { Suite } from "./suite.ts";

export const checkIns: Suite = {
	async "what a check-in needs of its enrollment, in one statement"(store) {
		await store.write(async ({ devices, certificates, checkIns }) => {
			await devices.insert(device("d", { fingerprint: "f", userId: "u", attemptId: "a", awaitingConfiguration: true }));
			await devices.insert(device("gone", { fingerprint: "g", state: "retired" }));
			await devices.insert(device("bare", { fingerprint: "h", state: "pending" }));
			await certificates.insert(certificate("0a", { fingerprint: "f", notAfter: 77 }));
			await checkIns.touch("d", 1_763_000_000_000);
		});
		const found = {
			deviceId: "d",
			udid: "udid-d",
			state: "managed",
			userId: "u",
			attemptId: "a",
			topic: "com.apple.mgmt.External.1",
			awaitingConfiguration: true,
			lastSeenAt: 1_763_000_000_000,
			serial: "0a",
			notAfter: 77,
			revoked: false,
		};
		assert.deepEqual({ ...(await store.read.checkIns.enrollmentByFingerprint("f")) }, found);
		await store.write((stores) => stores.certificates.revoke("0a", 5, "stolen"));
		assert.equal((await store.read.checkIns.enrollmentByFingerprint("f"))?.revoked, true);
		assert.equal(await store.read.checkIns.enrollmentByFingerprint("g"), undefined);
		assert.equal((await store.read.checkIns.enrollmentByFingerprint("h"))?.notAfter, null);
		assert.equal((await store.read.devices.byId("d"))?.lastSeenAt, 1_763_000_000_000);
	},

	async "a command's way: sent, put off, answered once, by its own device"(store) {
		await store.write(async ({ devices, commands, checkIns }) => {
			await devices.insert(device("d"));
			await devices.insert(device("e"));
			await commands.enqueue(command("A", "d", { sealed: true }));
			await commands.enqueue(command("B", "d", { requestType: "SecurityInfo" }));
			const first = await checkIns.next("d", false);
			assert.deepEqual(first, { uuid: "A", requestType: "DeviceInformation", body: Uint8Array.of(1, 2, 3), sealed: true, state: "queued" });
			assert.equal(await checkIns.markSent("A", 5), true);
			assert.equal((await checkIns.next("d", true))?.state, "sent");
		});
		const answer = { deviceId: "d", uuid: "A", state: "not-now", at: 6, result: null } as const;
		await store.write(async ({ checkIns }) => {
			assert.equal(await checkIns.finish({ ...answer, deviceId: "e" }), undefined);
			assert.deepEqual({ ...(await checkIns.finish(answer)) }, { requestType: "DeviceInformation" });
			assert.equal((await checkIns.next("d", false))?.uuid, "B");
			const acknowledged = { ...answer, uuid: "B", state: "acknowledged", at: 7, result: '{"a":"\0"}' } as const;
			assert.deepEqual({ ...(await checkIns.finish(acknowledged)) }, { requestType: "SecurityInfo" });
			assert.equal(await checkIns.finish(acknowledged), undefined, "answered already");
			assert.equal(await checkIns.markSent("B", 8), false);
			assert.equal((await checkIns.next("d", false))?.uuid, "A");
			assert.equal(await checkIns.next("d", true), undefined);
			assert.equal(await checkIns.next("nobody", false), undefined);
		});
		const put = await store.read.commands.byUuid("A");
		assert.deepEqual([put?.state, put?.sentAt, put?.finishedAt], ["not-now", 5, null]);
		const done = await store.read.commands.byUuid("B");
		assert.deepEqual([done?.state, done?.finishedAt, done?.result], ["acknowledged", 7, '{"a":"\uFFFD"}']);
	},
};
