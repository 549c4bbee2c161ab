import { assign, assignProfile, removeProfile, serialsOf } from "./assignment.ts";
import type { Call } from "./call.ts";
import { deviceJson } from "./device-json.ts";
import { fetchDevices, syncDevices } from "./listing.ts";
import { faultOfProfile } from "./profile.ts";
import type { Outcome } from "./refusal.ts";
import type { World } from "./world.ts";

export type Route = (call: Call, world: World) => Outcome;

const json = (value: unknown): Outcome => ({ json: JSON.stringify(value) });

/** The paths of Apple's service but /session, each with its methods. */
export const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
	"/account": { GET: account },
	"/server/devices": { POST: fetchDevices },
	"/devices/sync": { POST: syncDevices },
	"/devices": { POST: details },
	"/devices/disown": { POST: disown },
	"/profile": { POST: defineProfile, GET: getProfile },
	"/profile/devices": {
		POST: assignProfile,
		PUT: assignProfile,
		DELETE: removeProfile,
	},
	"/device/activationlock": { POST: activationLock },
	"/os-beta-enrollment/tokens": { GET: betaTokens },
	"/account-driven-enrollment/profile": {
		POST: setDiscovery,
		GET: ({ state }) => (state.discoveryUrl === null ? { error: "NOT_FOUND" } : json({ mdm_service_discovery_url: state.discoveryUrl })),
		DELETE({ state }) {
			state.discoveryUrl = null;
			return json({});
		},
	},
};

function account({ state, version, pages }: Call): Outcome {
	const limits: Readonly<Record<string, unknown>> = {
		"/server/devices": pages,
		"/devices/sync": pages,
		"/devices": { default: 1000, maximum: 1000 },
		"/profile/devices": { default: 1000, maximum: 1000 },
	};
	const urls = [["/session", ["GET"]] as const, ...Object.entries(routes).map(([path, methods]) => [path, Object.keys(methods)] as const)];
	const org = state.uuid.slice(0, 8);
	return json({
		server_name: state.name,
		server_uuid: state.uuid,
		facilitator_id: state.adminId,
		admin_id: state.adminId,
		org_name: state.orgName,
		org_email: state.adminId,
		org_phone: "+81-3-0000-0000",
		org_address: "1-1, Chiyoda, Tokyo",
		// Came with protocol version 3.
		...(version >= 3 && {
			org_id: String(Number.parseInt(org, 16)),
			org_id_hash: state.uuid.toLowerCase(),
			org_type: state.orgType,
			org_version: "v2",
			urls: urls.map(([uri, methods]) => ({
				uri,
				http_method: methods,
				...(limits[uri] !== undefined && { limit: limits[uri] }),
			})),
		}),
	});
}

function details(call: Call, world: World): Outcome {
	const serials = serialsOf(call);
	if (serials === "none") return { error: "DEVICE_ID_REQUIRED" };
	if (serials === null) return { error: "MALFORMED_REQUEST_BODY" };
	const records = serials.map((serial) => {
		const device = world.find(serial);
		const record =
			device?.server === call.state
				? `${deviceJson(device, call.state, call.version).slice(0, -1)},"response_status":"SUCCESS"}`
				: '{"response_status":"NOT_ACCESSIBLE"}';
		return `${JSON.stringify(serial)}:${record}`;
	});
	call.note({ devices: serials.length });
	return { json: `{"devices":{${records.join(",")}}}` };
}

function disown(call: Call, world: World): Outcome {
	const serials = serialsOf(call);
	if (serials === "none") return { error: "DEVICE_ID_REQUIRED" };
	if (serials === null) return { error: "MALFORMED_REQUEST_BODY" };
	const devices: Record<string, string> = {};
	for (const serial of serials) {
		const device = world.find(serial);
		devices[serial] = device?.server === call.state ? "SUCCESS" : "NOT_ACCESSIBLE";
		if (device?.server === call.state) world.disown(device);
	}
	return json({ devices });
}

/** Every definition is a profile of its own, also of the same content. */
function defineProfile(call: Call, world: World): Outcome {
	const { profile_uuid: _, devices: listed, ...body } = call.body;
	const fault = faultOfProfile(call.body);
	if (fault !== null) return { error: fault };
	const profile = { uuid: call.newUuid(), body, definedAt: call.now };
	call.state.profiles.set(profile.uuid, profile);
	const serials = Array.isArray(listed) ? (listed as readonly string[]) : [];
	const assigned = serials.length === 0 ? {} : assign(call, profile, serials, world).devices;
	return json({ profile_uuid: profile.uuid, devices: assigned });
}

function getProfile({ state, query }: Call): Outcome {
	const uuid = query.get("profile_uuid") ?? "";
	if (uuid === "") return { error: "PROFILE_UUID_REQUIRED" };
	const profile = state.profiles.get(uuid);
	return profile === undefined ? { error: "PROFILE_NOT_FOUND" } : json({ ...profile.body, profile_uuid: uuid });
}

function activationLock({ state, body }: Call, world: World): Outcome {
	const { device: serial, escrow_key: escrowKey = null, lost_message: message = null } = body;
	const isText = (value: unknown): value is string | null => value === null || typeof value === "string";
	if (typeof serial !== "string" || serial === "" || !isText(escrowKey) || !isText(message)) return { error: "MALFORMED_REQUEST_BODY" };
	if (world.find(serial)?.server !== state) return json({ serial_number: serial, response_status: "NOT_ACCESSIBLE" });
	world.activationLocks.set(serial, { escrowKey, message });
	return json({ serial_number: serial, response_status: "SUCCESS" });
}

function betaTokens({ state }: Call): Outcome {
	if (state.seedForItOff) return { error: "APPLE_SEED_FOR_IT_TURNED_OFF" };
	const token = (os: string, title: string) => ({ os, title, token: `${state.uuid}-${os}` });
	return json({ betaEnrollmentTokens: [token("iOS", "AppleSeed Beta for IT (iOS)"), token("iPadOS", "AppleSeed Beta for IT (iPadOS)")] });
}

function setDiscovery({ state, body }: Call): Outcome {
	const url = body["mdm_service_discovery_url"];
	if (url === undefined || url === null || url === "") return { error: "MDM_SERVICE_DISCOVERY_URL_REQUIRED" };
	if (typeof url !== "string" || !URL.canParse(url) || new URL(url).protocol !== "https:")
		return { error: "MDM_SERVICE_DISCOVERY_URL_NOT_VALID" };
	state.discoveryUrl = url;
	return json({});
}
