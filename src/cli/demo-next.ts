import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { newSetupCode } from "../administrators/setup.ts";
import { shellWords } from "../diagnosis/shell-words.ts";
import { demoTexts } from "../texts/demo-texts.ts";
import { codeTexts, fill, type Language } from "../texts/texts.ts";
import { brokenToken } from "./demo-ade.ts";
import type { Stage } from "./demo-stage.ts";
import type { DemoLine } from "./demo-table.ts";
import { cast, demoPassword } from "./demo-tenant.ts";

/** To set an empty organisation up, in the console alone. */
export async function howToBegin(stage: Stage, language: Language): Promise<string> {
	const texts = demoTexts(language);
	return [
		texts.serving,
		"",
		...(await theConsole(stage, language)),
		`  ${texts.consoleTrust}`,
		"",
		fill(texts.emptyBegin, { password: demoPassword }, language),
		"",
		`${texts.root}: ${keptRoot(stage)}`,
		`${texts.apple.title}: ${stage.applePage.url}/\n  ${texts.apple.hintEmpty}`,
	].join("\n");
}

async function theConsole({ domain, url }: Stage, language: Language): Promise<readonly string[]> {
	const texts = demoTexts(language);
	const { store, clock, randomness } = domain;
	const code = await store.write((stores) => newSetupCode(stores, { now: clock.now(), randomness }));
	return [`${texts.console}: ${url}/console/`, ...(code === undefined ? [] : [`  ${texts.consoleCode}: ${code}`])];
}

function keptRoot({ domain: { config }, service }: Stage): string {
	const root = join(config.data, "demo-root.pem");
	if (service.ownRoot !== null) writeFileSync(root, service.ownRoot);
	return root;
}

/** What a reader can look at and try while the service goes on. */
export async function whatNext(stage: Stage, lines: readonly DemoLine[], language: Language): Promise<string> {
	const texts = demoTexts(language);
	const { config } = stage.domain;
	const [device] = await stage.domain.store.read.devices.list({ state: "managed", limit: 1 });
	const refused = lines.find(({ code }) => code === "device-cap-reached") ?? lines.find(({ outcome }) => outcome === "refused");
	const blocked = lines.find(({ code, user }) => code === "personal-device-blocked" && user !== null);
	const shown = codeTexts("connection-not-established", language)?.seen?.[0];
	const [waiting] = stage.notStarted.keys();
	// With it the commands that the service prints, each fix of a refusal too, work in the other terminal as they are.
	const program = `GENKAN_DATA=${shellWords([config.data])} ${language === "ja" ? "GENKAN_LANG=ja " : ""}npm run -s genkan --`;
	const values = { token: brokenToken };
	return [
		texts.serving,
		"",
		...(await theConsole(stage, language)),
		`  ${texts.consoleHint}`,
		"",
		`${texts.portal}: ${stage.url}/enroll\n  ${texts.portalHint}`,
		`${texts.signIn}: ${cast.unlicensed} / ${demoPassword}`,
		`${texts.root}: ${keptRoot(stage)}`,
		`${texts.apple.title}: ${stage.applePage.url}/\n  ${fill(texts.apple.hint, values, language)}`,
		"",
		`${texts.next}:`,
		`  alias genkan=${shellWords([program])}\n    ${texts.nextAlias}`,
		`  genkan explain ${refused?.reference ?? ""}\n    ${texts.nextExplain}`,
		...(blocked?.user == null || shown === undefined
			? []
			: [`  genkan ${shellWords(["explain", "--message", shown, "--user", blocked.user])}\n    ${texts.nextMessage}`]),
		`  genkan fix ${refused?.reference ?? ""} 1 --preview\n    ${texts.nextFix}`,
		`  genkan incidents\n    ${texts.nextIncidents}`,
		`  genkan doctor\n    ${texts.nextWholeDoctor}`,
		`  genkan attempts\n    ${texts.nextAttempts}`,
		`  genkan devices\n    ${texts.nextDevices}`,
		...(device?.serial == null ? [] : [`  genkan devices lock ${device.serial}\n    ${texts.nextLock}`]),
		`  genkan ade tokens\n    ${texts.nextTokens}`,
		...(waiting === undefined ? [] : [`  genkan ade doctor ${waiting}\n    ${texts.nextDoctor}`]),
		`  genkan ade devices\n    ${texts.nextAdeDevices}`,
		`  genkan ade sync ${brokenToken}\n    ${fill(texts.nextSync, values, language)}`,
	].join("\n");
}
