import type { Language } from "./page.ts";

/** What a person is told about a refusal: never more than the public code allows. Undefined for a code without words. */
export interface RefusalWords {
	readonly title: string;
	readonly person: string;
	readonly personTodo: string;
}

export function refusalWords(_code: string, _language: Language): RefusalWords | undefined {
	return undefined;
}
