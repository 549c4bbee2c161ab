import assert from "node:assert/strict";
import { test } from "node:test";
import { cliTexts } from "../texts/cli-texts.ts";
import { commands } from "./commands.ts";
import { displayWidth } from "./display-width.ts";
import { commandHelp, generalHelp, topicHelp, usageOf } from "./help.ts";
import { painter } from "./paint.ts";
import { everywhere } from "./parse-command-line.ts";

const looks = (["en", "ja"] as const).map((language) => ({ language, paint: painter(false), columns: 80 }));
const topics = [...new Set(commands.map(({ name }) => name.split(" ")[0] ?? ""))];

test("every command has its help in both languages, with all its options", () => {
	for (const look of looks) {
		for (const command of commands) {
			const help = commandHelp(command, look);
			assert.ok(help.includes(cliTexts(look.language).commands[command.name].slice(0, 12)), command.name);
			for (const name of [...Object.keys(command.options), ...Object.keys(everywhere)]) assert.ok(help.includes(`--${name}`), command.name);
			assert.doesNotMatch(help, /undefined|\{\w+\}/);
			const told = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option);
			assert.equal(new Set(told).size, told.length, `${command.name} tells an option twice`);
		}
	}
});

test("the general help names every topic, each topic's help every command of it", () => {
	for (const look of looks) {
		for (const topic of topics) {
			assert.match(generalHelp(commands, look), new RegExp(`^  ${topic} `, "m"));
			const help = topicHelp(topic, commands, look);
			for (const { name } of commands) if (name.split(" ")[0] === topic) assert.ok(help.includes(`  ${name}`), name);
			const own = commands.find(({ name }) => name === topic);
			for (const option of Object.keys(own?.options ?? {})) assert.ok(help.includes(`--${option}`), `${topic} --${option}`);
		}
	}
});

test("help fits 80 columns, but for lines that are to be copied", () => {
	for (const look of looks) {
		const pages = [
			generalHelp(commands, look),
			...topics.map((topic) => topicHelp(topic, commands, look)),
			...commands.map((one) => commandHelp(one, look)),
		];
		for (const page of pages) {
			for (const line of page.split("\n")) assert.ok(displayWidth(line) <= 80 || line.includes("genkan "), line);
		}
	}
});

test("no text is left over from something that is gone", () => {
	const { commands: texts, options, topics: topicTexts } = cliTexts("en");
	assert.deepEqual(Object.keys(texts).sort(), commands.map(({ name }) => name).sort());
	assert.deepEqual(Object.keys(topicTexts).sort(), topics.toSorted());
	const used = commands.flatMap((command) => Object.values(command.options).map(({ help }) => help));
	assert.deepEqual(Object.keys(options).sort(), [...new Set([...used, ...Object.values(everywhere).map(({ help }) => help)])].sort());
});

test("usage shows what must be given", () => {
	const usage = (name: string) => commands.filter((one) => one.name === name).map(usageOf)[0];
	assert.equal(usage("licences assign"), "genkan licences assign UPN --plan PLAN");
	assert.equal(usage("devices wipe"), "genkan devices wipe DEVICE [--yes-erase SERIAL] [--keep-esim]");
});
