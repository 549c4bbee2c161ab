/**
 * What is said of a cause that a message may stand for. `likely`: fits, cannot be proven from here, and all that could be is ruled out. `unknown`: neither
 * proven nor ruled out.
 */
export const verdicts = ["proven", "likely", "unknown", "ruled-out"] as const;

export type Verdict = (typeof verdicts)[number];
