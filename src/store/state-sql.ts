import { openCommandStates } from "../devices/ports.ts";
import { liveStates } from "../evidence/device-state.ts";

const among = (states: readonly string[]): string => `in (${states.map((state) => `'${state}'`).join(", ")})`;

/**
 * Conditions with the states written out, word for word as the partial indexes have them (migrations/): with bound values neither database could know
 * that an index applies.
 */
export const live = among(liveStates);
export const openCommand = among(openCommandStates);
