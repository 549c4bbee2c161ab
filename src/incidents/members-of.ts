import type { Attempt } from "../evidence/attempt.ts";
import type { IncidentMember } from "../evidence/incident.ts";

type Named = Pick<IncidentMember, "kind" | "key" | "name">;

/** Whom and what a try is about, as far as it is known: its person, or else the name that was typed; and its device. */
export function membersOf({ userId, upn, device }: Pick<Attempt, "userId" | "upn" | "device">): readonly Named[] {
	const members: Named[] = [];
	if (userId !== null) members.push({ kind: "user", key: userId, name: upn ?? userId });
	else if (upn !== null) members.push({ kind: "name", key: upn, name: upn });
	const serial = device.serial ?? device.udid;
	if (serial !== null) members.push({ kind: "device", key: serial.toUpperCase(), name: serial });
	return members;
}
