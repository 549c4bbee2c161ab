import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { createKeyPair } from "../../src/ade/key-pairs.ts";
import { createProfile } from "../../src/ade/profiles.ts";
import { uploadToken } from "../../src/ade/upload-token.ts";
import type { Route } from "../../src/http/api/route.ts";
import { createPushCertificateRequest } from "../../src/tenant/push-certificate-request.ts";
import type { House } from "../e2e/harness.ts";
import { appleDevice } from "../store/ade-rows.ts";

interface Sample {
	readonly path: string;
	readonly body?: unknown;
}

/** Tokens, profiles and a device of Apple in a house, and for each route about them a request that it understands. */
export async function appleSamples(house: House): Promise<(route: Route) => Sample | undefined> {
	const { domain } = house;
	const { store, clock, randomness, sealer } = domain;
	const apple = createAdeStandIn({ now: () => clock.now() });
	const file = async (name: string, server = apple.addServer({ name })) => {
		const pair = await createKeyPair(store, { sealer, clock, randomness, organization: "Contoso", forToken: null });
		assert.ok(pair.ok);
		server.uploadPublicKey(pair.pem);
		return { server, file: Buffer.from(server.downloadToken()) };
	};
	const upload = async (name: string) => {
		const made = await file(name);
		const uploaded = await uploadToken(store, { name, file: made.file }, domain);
		assert.ok(uploaded.ok, JSON.stringify(uploaded));
		return { token: uploaded.token, ...made };
	};
	const { token, server } = await upload("Head office");
	const { token: empty } = await upload("Empty");
	const abandoned = await createKeyPair(store, { sealer, clock, randomness, organization: "Contoso", forToken: null });
	assert.ok(abandoned.ok);
	const renewed = (await file("", server)).file.toString("base64");
	const added = (await file("Another")).file.toString("base64");
	const [used, unused] = await store.write(async (stores) => {
		const profiles: string[] = [];
		for (const name of ["Office", "Unused"]) {
			const made = await createProfile(stores, { token, name, settings: {} }, { publicUrl: house.url, now: clock.now(), randomness });
			assert.ok(made.ok, JSON.stringify(made));
			profiles.push(made.profile.id);
		}
		await stores.adeDevices.applyPage(token.id, [appleDevice("F2LXROLES001")], { generation: null, now: clock.now() });
		await stores.adeDevices.chooseProfile(token.id, ["F2LXROLES001"], profiles[0] ?? null, clock.now());
		return profiles;
	});
	const now = clock.now();
	const { der } = await createPushCertificateRequest(store, { sealer, organization: "Contoso", now });
	const topicUid = "11111111-2222-3333-4444-555555555555";
	const certificate = house.issuer.issuePushCertificate({
		csrDer: der,
		topicUid,
		notBefore: now - 60_000,
		notAfter: now + 365 * 86_400_000,
	});
	const bodies: Readonly<Record<string, unknown>> = {
		requestPushCertificate: {},
		uploadPushCertificate: { certificate, appleId: "mdm@contoso.example" },
		syncAdeToken: {},
		createAdeKey: {},
		addAdeToken: { name: "Another", file: added },
		renewAdeToken: { file: renewed },
		renameAdeToken: { name: "本社" },
		setAdeDefaultProfile: { profile: used },
		addAdeProfile: { name: "New", token: token.id },
		changeAdeProfile: { department: "営業" },
		assignAdeDevices: { serials: ["F2LXROLES001"] },
		unassignAdeDevices: { token: token.id, serials: ["F2LXROLES001"] },
	};
	return ({ id, method, path }) => {
		if (id === "listAdeDevices") return { path: `${path}?token=${token.id}` };
		if (!/\/ade\/|^\/push-certificate/.test(path)) return undefined;
		const tokenId = id === "deleteAdeToken" ? empty.id : token.id;
		const profileId = id === "deleteAdeProfile" ? unused : used;
		const filled = path
			.replace("/ade/keys/:id", `/ade/keys/${abandoned.pair.id}`)
			.replace("/ade/tokens/:id", `/ade/tokens/${tokenId}`)
			.replace("/ade/profiles/:id", `/ade/profiles/${profileId}`)
			.replace(":serial", "F2LXROLES001");
		if (method === "GET") return { path: filled };
		return { path: `${filled}?preview=true`, ...(Object.hasOwn(bodies, id) ? { body: bodies[id] } : {}) };
	};
}
