/** What stands in a fix's command for something that only a person knows. Help names values by the same words. */
const placeholders: ReadonlySet<string> = new Set([
	"DEVICE",
	"DOMAIN",
	"FILE",
	"FILE.csv",
	"FILE.p7m",
	"GROUP",
	"ID",
	"MAIL",
	"MESSAGE",
	"NAME",
	"NEW-NAME",
	"NUMBER",
	"PHONE",
	"PLAN",
	"POLICY",
	"SERIAL",
	"TEXT",
	"TOKEN",
	"UPN",
	"V",
]);

/** Which of these words a person must fill in, each once. */
export function placeholdersOf(words: readonly string[]): readonly string[] {
	return [...new Set(words.filter((word) => placeholders.has(word)))];
}

/** Whether what is filled in here names a file. */
export const namesFile = (placeholder: string): boolean => placeholder.startsWith("FILE");
