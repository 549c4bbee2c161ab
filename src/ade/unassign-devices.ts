import type { AssignmentResult } from "../protocol/ade/device.ts";
import type { Refusal } from "../protocol/ade/refusal.ts";
import type { RoundStage } from "./round-stage.ts";

const mostInCall = 1000;

export type Unassigned =
	/** `refusal`: Apple refused before all were done. Those that `results` does not name were not asked for, or their answer was lost. */
	| { readonly ok: true; readonly results: ReadonlyMap<string, AssignmentResult>; readonly refusal: Refusal | null }
	/** These still want a profile, by choice or by the token's default: it would be assigned again at once. Nothing was done. */
	| { readonly ok: false; readonly problem: { readonly kind: "still-wanted"; readonly serials: readonly string[] } };

/**
 * Takes the profile from devices at Apple, for an administrator who says so: a choice that is taken back alone leaves at Apple what it has. Results are
 * by serial number; then Apple is asked what it has now, and that is written.
 */
export async function unassignDevices(stage: RoundStage, tokenId: string, serials: readonly string[]): Promise<Unassigned> {
	const { work, api, clock } = stage;
	const token = await work.read.adeTokens.byId(tokenId);
	const results = new Map<string, AssignmentResult>();
	const batches = Array.from({ length: Math.ceil(serials.length / mostInCall) }, (_, at) =>
		serials.slice(at * mostInCall, (at + 1) * mostInCall),
	);
	const wanting: string[] = [];
	for (const batch of batches) {
		for (const { serial, profileId } of await work.read.adeDevices.ofToken(tokenId, batch))
			if ((profileId ?? token?.defaultProfileId ?? null) !== null) wanting.push(serial);
	}
	if (wanting.length > 0) return { ok: false, problem: { kind: "still-wanted", serials: wanting } };
	for (const batch of batches) {
		const answer = await api.unassign(batch);
		if (!answer.ok) return { ok: true, results, refusal: answer.refusal };
		for (const serial of batch) results.set(serial, answer.value.results.get(serial) ?? "MISSING");
		const details = await api.details(batch);
		if (!details.ok) return { ok: true, results, refusal: details.refusal };
		const devices = [...details.value.values()];
		const now = clock.now();
		await work.write((stores) => stores.adeDevices.applyPage(tokenId, devices, { generation: null, now }));
	}
	return { ok: true, results, refusal: null };
}
