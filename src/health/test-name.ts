import { type PersonTest, testedJourneys, testedOwnerships, testedPlatforms } from "./test-person.ts";

const choices = { journey: testedJourneys, platform: testedPlatforms, ownership: testedOwnerships } as const;

/** What a test is called where one of its fixes is run: the user, and what was said of the device, as the query of an address has it. */
export function nameOfTest({ upn, ...said }: PersonTest): string {
	const query = new URLSearchParams(Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
	return query === "" ? upn : `${upn}?${query}`;
}

/** The test of this name; undefined: it is none. */
export function readTestName(name: string): PersonTest | undefined {
	// A user name may hold a question mark; what is said of the device holds none.
	const at = name.lastIndexOf("?");
	const said = at < 0 ? {} : readSaid(name.slice(at + 1));
	const upn = said === undefined || at < 0 ? name : name.slice(0, at);
	return upn.includes("@") ? { upn, ...said } : undefined;
}

function readSaid(query: string): Omit<PersonTest, "upn"> | undefined {
	const said = Object.fromEntries(new URLSearchParams(query));
	const { osVersion, serial, ...chosen } = said;
	for (const [name, value] of Object.entries(chosen)) {
		const possible: readonly string[] = Object.hasOwn(choices, name) ? choices[name as keyof typeof choices] : [];
		if (!possible.includes(value)) return undefined;
	}
	return { ...chosen, ...(osVersion === undefined ? {} : { osVersion }), ...(serial === undefined ? {} : { serial }) };
}
