import { z } from "zod";
import { type ApiProblem, refuse } from "../problem.ts";
import { route } from "../route.ts";
import { byId, instant, iso, language } from "../shapes.ts";
import { blockKinds, screenApps, screenMoods, type TourAnswer, type TourPlay, tourJourneys, tourSections, tourStates } from "../tour.ts";

const scenarioShape = z.object({
	id: z.string(),
	code: z.string().nullable(),
	section: z.enum(tourSections).nullable(),
	title: z.string(),
	shows: z.string(),
	journey: z.enum(tourJourneys),
	who: z.array(z.string()),
	stopsEverybody: z.boolean(),
});

const screenShape = z.object({
	app: z.enum(screenApps),
	mood: z.enum(screenMoods),
	title: z.string(),
	address: z.string().nullable(),
	blocks: z.array(z.object({ kind: z.enum(blockKinds), text: z.string() })),
	taps: z.string().nullable(),
	round: z.number(),
});

const playShape = z.object({
	id: z.string(),
	scenario: z.string(),
	code: z.string().nullable(),
	language: z.enum(["en", "ja"]),
	startedAt: instant,
	state: z.enum(tourStates),
	screens: z.array(screenShape),
	person: z.object({ upn: z.string(), password: z.string() }).nullable(),
	device: z.object({ name: z.string(), model: z.string(), serial: z.string(), osVersion: z.string() }).nullable(),
	reference: z.string().nullable(),
	incident: z.string().nullable(),
	serial: z.string().nullable(),
	message: z.string().nullable(),
	fix: z.object({ what: z.string(), number: z.number(), command: z.string() }).nullable(),
	hand: z.object({ text: z.string(), done: z.boolean() }).nullable(),
	problem: z.string().nullable(),
});

const access = "tour.play";

export const tourRoutes = [
	route({
		method: "GET",
		path: "/tour/scenarios",
		id: "listTourScenarios",
		summary: "Demo only: the failures that simulated phones can be made to meet, and those that they cannot.",
		access,
		query: z.strictObject({ lang: language }),
		answer: z.object({
			scenarios: z.array(scenarioShape),
			unplayable: z.array(z.object({ code: z.string(), section: z.enum(tourSections), title: z.string(), reason: z.string() })),
		}),
		async run({ query }, { services: { tour }, language: own }) {
			if (tour === null) return refuse("not-found");
			const { scenarios, unplayable } = tour.scenarios(query.lang ?? own);
			return { body: { scenarios: scenarios.map((one) => ({ ...one, who: [...one.who] })), unplayable: [...unplayable] } };
		},
	}),
	route({
		method: "GET",
		path: "/tour/plays",
		id: "listTourPlays",
		summary: "Demo only: the phones that are played with, the newest first.",
		access,
		answer: z.object({ items: z.array(playShape) }),
		async run(_, { services: { tour } }) {
			return tour === null ? refuse("not-found") : { body: { items: tour.plays().map(told) } };
		},
	}),
	route({
		method: "POST",
		path: "/tour/plays",
		id: "startTourPlay",
		summary: "Demo only: lets a simulated phone go the real way until it fails as the scenario says, or enrolls.",
		access,
		body: z.strictObject({
			scenario: z.string().min(1).max(100),
			/** What the phone speaks. */
			language: z.enum(["en", "ja"]).optional(),
			/** Of a phone that enrolls: whose it is; left out: somebody new's. */
			upn: z.string().min(3).max(320).optional(),
			/** Of a phone that is set up with Apple's help: one that Apple assigns to a token here; left out: a new one, with a token of its own. */
			serial: z
				.string()
				.regex(/^[A-Za-z0-9]{4,32}$/)
				.optional(),
		}),
		answer: playShape,
		status: 201,
		async run({ body }, { services: { tour }, language: own }) {
			if (tour === null) return refuse("not-found");
			const { scenario, upn, serial } = body;
			const whose = { ...(upn === undefined ? {} : { upn }), ...(serial === undefined ? {} : { serial: serial.toUpperCase() }) };
			return answered(tour.start({ scenario, language: body.language ?? own, ...whose }));
		},
	}),
	route({
		method: "GET",
		path: "/tour/plays/:id",
		id: "getTourPlay",
		summary: "Demo only: how far the phone is, with every screen that its owner saw.",
		access,
		params: byId,
		answer: playShape,
		run: async ({ params }, { services: { tour } }) => (tour === null ? refuse("not-found") : answered(tour.play(params.id))),
	}),
	route({
		method: "POST",
		path: "/tour/plays/:id/again",
		id: "playTourAgain",
		summary: "Demo only: the same phone tries again.",
		access,
		params: byId,
		answer: playShape,
		run: async ({ params }, { services: { tour } }) => (tour === null ? refuse("not-found") : answered(tour.again(params.id))),
	}),
	route({
		method: "POST",
		path: "/tour/plays/:id/mend",
		id: "mendTourPlay",
		summary: "Demo only: does by hand what no command does: at Apple, at the name service, on the phone.",
		access,
		params: byId,
		answer: playShape,
		run: async ({ params }, { services: { tour } }) => (tour === null ? refuse("not-found") : answered(await tour.mend(params.id))),
	}),
	route({
		method: "DELETE",
		path: "/tour/plays/:id",
		id: "endTourPlay",
		summary: "Demo only: puts back what the play changed.",
		access,
		params: byId,
		answer: playShape,
		run: async ({ params }, { services: { tour } }) => (tour === null ? refuse("not-found") : answered(await tour.end(params.id))),
	}),
] as const;

function answered(answer: TourAnswer): { readonly body: ReturnType<typeof told> } | ApiProblem {
	if (answer.ok) return { body: told(answer.play) };
	return refuse(answer.why === "unknown" ? "not-found" : answer.why === "busy" ? "tour-busy" : "tour-not-now");
}

const told = (play: TourPlay) => ({
	...play,
	startedAt: iso(play.startedAt),
	screens: play.screens.map((screen) => ({ ...screen, blocks: [...screen.blocks] })),
});
