import type { Evidence } from "../evidence/finding.ts";
import { command } from "./check.ts";
import { writtenText } from "./written.ts";

/** What a domain's web site must answer is printed by the command. */
export function publishDiscoveryFix(saw: Evidence) {
	const domain = writtenText(saw, "domain") ?? "DOMAIN";
	return command("publish-service-discovery", ["domains", "discovery", domain], { domain });
}
