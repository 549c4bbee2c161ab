import type { Fix } from "../evidence/finding.ts";
import { nameOfTest, readTestName } from "../health/test-name.ts";
import { fixesOfTest, type PersonTest, type TestedPerson, testPerson } from "../health/test-person.ts";
import { outsideAddresses } from "../outside-names.ts";
import { serverCertificate } from "../server-certificate.ts";
import { codeTexts } from "../texts/texts.ts";
import type { Context } from "./command.ts";

/** Judges every rule that a person will meet, by what is known now. undefined: there is no such user. */
async function runPersonTest(test: PersonTest, { domain }: Pick<Context, "domain">): Promise<TestedPerson | undefined> {
	const { fact } = await serverCertificate(domain);
	const context = { serverCertificate: fact, admitMacs: domain.config.admitMacs, addresses: outsideAddresses(domain) };
	return testPerson(domain.store.read, test, context, domain.clock.now());
}

export interface TestSubject {
	readonly name: string;
	readonly title: string;
	readonly fixes: readonly Fix[];
	readonly attempt: null;
}

/** What mends whatever a test of a person found, for whoever names the test as nameOfTest() does. */
export async function testSubject(typed: string, context: Pick<Context, "domain" | "language">): Promise<TestSubject | undefined> {
	const test = readTestName(typed.trim());
	const tested = test === undefined ? undefined : await runPersonTest(test, context);
	if (test === undefined || tested === undefined) return undefined;
	const { code, upn } = tested;
	const title = code === null ? upn : (codeTexts(code, context.language)?.title ?? code);
	return { name: nameOfTest({ ...test, upn }), title, fixes: fixesOfTest(tested), attempt: null };
}
