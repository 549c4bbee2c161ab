import type { Stage } from "../cli/demo-stage.ts";
import { demoPassword } from "../cli/demo-tenant.ts";
import type { Tour, TourAnswer, TourPlay } from "../http/api/tour.ts";
import type { Language } from "../texts/texts.ts";
import { tourTexts } from "../texts/tour-texts.ts";
import { type Exercise, openExercise } from "./exercise.ts";
import { type Found, findCause, isAsExpected, judgeAgain } from "./find-cause.ts";
import { prepareTour } from "./prepare.ts";
import type { Ended, Scenario, Situation } from "./scenario.ts";
import { scenarioOf, toldScenarios } from "./scenarios.ts";

/** So many phones go at a time. */
const mostAtOnce = 4;
/** So many plays are remembered; the oldest ends with a further one. */
const mostKept = 12;
const patience = 60_000;
/** What stops everybody is put back after this long, whoever forgot it. */
const forgotten = 20 * 60_000;

interface Running {
	readonly id: string;
	readonly scenario: Scenario;
	readonly exercise: Exercise & { close(): Promise<void> };
	readonly startedAt: number;
	readonly language: Language;
	state: TourPlay["state"];
	situation: Situation | null;
	found: Found;
	byHand: boolean;
	problem: string | null;
	/** Resolves when the phone is not on its way. */
	still: Promise<void>;
}

/** What the console plays with on the demo's stage, once it is set. */
export function createTour(stageOf: () => Stage): Tour {
	let plays: readonly Running[] = [];
	let made = 0;
	let prepared: Promise<void> | null = null;

	function go(play: Running, work: () => Promise<TourPlay["state"]>): Promise<void> {
		play.state = "running";
		play.still = going(play, work);
		return play.still;
	}

	async function going(play: Running, work: () => Promise<TourPlay["state"]>): Promise<void> {
		const late = Promise.withResolvers<never>();
		const timer = setTimeout(() => late.reject(new Error("the phone took longer than a minute")), patience);
		try {
			prepared ??= prepareTour(stageOf());
			await prepared;
			play.state = await Promise.race([work(), late.promise]);
		} catch (error) {
			play.state = "problem";
			play.problem = error instanceof Error ? error.message : String(error);
		} finally {
			clearTimeout(timer);
		}
	}

	async function first(
		play: Running,
		{ upn, serial }: { readonly upn?: string | undefined; readonly serial?: string | undefined },
	): Promise<TourPlay["state"]> {
		const { scenario, exercise } = play;
		const situation = await scenario.play({
			...exercise,
			...(upn === undefined ? {} : { wantedUpn: upn }),
			...(serial === undefined ? {} : { wantedSerial: serial }),
		});
		play.situation = situation;
		if (scenario.code === null) return ended(play, await situation.again());
		play.found = await findCause(exercise.stage, scenario.code, situation);
		if (!(await isAsExpected(exercise.stage, scenario.code, situation, play.found))) {
			play.problem = `the phone did not come to ${scenario.code}`;
			return "problem";
		}
		return "failed-as-expected";
	}

	function ended(play: Running, end: Ended): TourPlay["state"] {
		if (end.ok) {
			play.found = { ...play.found, reference: end.reference ?? play.found.reference };
			return "enrolled";
		}
		// Tried before it was mended: the same failure is nothing that the demo did wrong.
		play.problem = end.why;
		if (play.scenario.code !== null) return "failed-as-expected";
		// A healthy phone that is refused: somebody has set something, and its try says what.
		play.found = { ...play.found, reference: end.reference ?? null };
		if (end.reference == null && end.asked !== true) return "problem";
		play.problem = null;
		return "failed-as-expected";
	}

	const answer = (play: Running | undefined): TourAnswer =>
		play === undefined ? { ok: false, why: "unknown" } : { ok: true, play: told(play) };
	const byId = (id: string) => plays.find((play) => play.id === id);

	async function end(play: Running): Promise<void> {
		plays = plays.filter((one) => one !== play);
		await play.still;
		await play.exercise.close();
	}

	return {
		scenarios: (language) => toldScenarios(language),
		plays: () => plays.map(told),
		play: (id) => answer(byId(id)),
		start({ scenario: wanted, language, upn, serial }) {
			const scenario = scenarioOf(wanted);
			if (scenario === undefined) return { ok: false, why: "unknown" };
			if (plays.filter(({ state }) => state === "running").length >= mostAtOnce) return { ok: false, why: "busy" };
			const stage = stageOf();
			const number = ++made;
			const play: Running = {
				...{ id: `play-${number}`, scenario, exercise: openExercise(stage, number, language), startedAt: stage.clock.now(), language },
				...{
					state: "running",
					situation: null,
					found: { reference: null, incident: null, fix: null },
					byHand: false,
					problem: null,
					still: Promise.resolve(),
				},
			};
			// What stops everybody would stop this phone too: it is over. And what stops everybody waits until nobody is on the way.
			const over = [...plays.filter((one) => one.scenario.stopsEverybody === true), ...plays.slice(mostKept - 1)];
			const onTheWay = scenario.stopsEverybody === true ? plays.map(({ still }) => still) : [];
			plays = [play, ...plays];
			const before = Promise.all([...over.map(end), ...onTheWay]);
			const timer = setTimeout(() => {
				if (scenario.stopsEverybody === true && plays.includes(play)) end(play).catch(() => undefined);
			}, forgotten);
			timer.unref();
			go(play, () => before.then(() => first(play, { upn, serial }))).catch(() => undefined);
			return answer(play);
		},
		again(id) {
			const play = byId(id);
			if (play === undefined) return { ok: false, why: "unknown" };
			const { situation } = play;
			if (play.state === "running" || situation === null) return { ok: false, why: "not-now" };
			play.problem = null;
			play.exercise.screens.nextRound();
			go(play, async () => ended(play, await situation.again())).catch(() => undefined);
			return answer(play);
		},
		async mend(id) {
			const play = byId(id);
			if (play === undefined) return { ok: false, why: "unknown" };
			const hand = play.situation?.hand;
			if (play.state === "running" || hand === undefined || play.byHand) return { ok: false, why: "not-now" };
			const was = play.state;
			await go(play, async () => {
				await hand();
				await judgeAgain(play.exercise.stage);
				play.byHand = true;
				return was;
			});
			return answer(play);
		},
		async end(id) {
			const play = byId(id);
			if (play === undefined) return { ok: false, why: "unknown" };
			if (play.state === "running") return { ok: false, why: "not-now" };
			const last = told(play);
			await end(play);
			return { ok: true, play: last };
		},
	};
}

function told(play: Running): TourPlay {
	const { id, scenario, language, startedAt, state, situation, found, byHand, problem, exercise } = play;
	const { hands } = tourTexts(language);
	const words: Readonly<Record<string, string>> = hands;
	const device = situation?.device ?? null;
	return {
		...{ id, code: scenario.code, language, startedAt, state, problem },
		scenario: scenario.id ?? scenario.code ?? "",
		screens: [...exercise.screens.list],
		person: situation?.upn == null ? null : { upn: situation.upn, password: demoPassword },
		device: device === null ? null : { name: device.name, model: device.product, serial: device.serial, osVersion: device.osVersion },
		...found,
		serial: situation?.asked ?? device?.serial ?? null,
		message: situation?.message ?? null,
		hand: situation?.hand === undefined ? null : { text: words[scenario.code ?? ""] ?? "", done: byHand },
	};
}
