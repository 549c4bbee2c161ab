import { z } from "zod";
import { signInWays } from "../../../ade/profile-settings.ts";
import { profileStates } from "../../../ade/profile-state.ts";
import { tokenStandings } from "../../../diagnosis/token-standing.ts";
import { instant } from "../shapes.ts";
import { numberedFixShape, severityShape, whoShape } from "./explained.ts";

const name = z.string();
const text = z.string().nullable();
const moment = instant.nullable();

/** As `assignmentStates` (ade/ports.ts), written out for the console's types. */
export const deviceStateShape = z.enum([
	"not-assigned",
	"assigning",
	"assigned",
	"pushed",
	"failed",
	"not-accessible",
	"throttled",
	"removed",
]);

const countsShape = z.object({
	"not-assigned": z.number(),
	assigning: z.number(),
	assigned: z.number(),
	pushed: z.number(),
	failed: z.number(),
	"not-accessible": z.number(),
	throttled: z.number(),
	removed: z.number(),
});

/** What is wrong now, explained by the rule that found it. */
export const troubleShape = z.object({
	id: z.string(),
	code: z.string(),
	severity: severityShape,
	about: z.object({ kind: z.string(), id: z.string(), name }),
	title: z.string(),
	explanation: z.string(),
	saw: z.string(),
	since: instant,
	mends: z.array(whoShape),
	who: z.array(z.string()),
	fixes: z.array(numberedFixShape),
});

const refusalShape = z.object({ kind: z.string(), status: z.number().nullable(), said: z.string(), since: instant, at: instant });

/** How far a sync is that somebody waits for, or that runs. `of` null: nobody knows how many there will be. */
export const syncShape = z.object({
	state: z.enum(["idle", "waiting", "running"]),
	stage: z.enum(["account", "fetch", "sync", "define", "assign"]).nullable(),
	done: z.number(),
	of: z.number().nullable(),
	lastTriedAt: moment,
	lastSuccessAt: moment,
	lastFullAt: moment,
	nextAt: moment,
	/** Before then nobody may ask for one; null: now. */
	askableAt: moment,
	refusal: refusalShape.nullable(),
});

export const tokenShape = z.object({
	id: z.string(),
	name,
	state: z.enum(tokenStandings),
	/** The worst that is wrong: its code, what it is called, since when. */
	trouble: z.object({ code: z.string(), title: z.string(), since: instant, severity: severityShape }).nullable(),
	server: text,
	organization: text,
	appleId: text,
	expiresAt: instant,
	uploadedAt: instant,
	createdAt: instant,
	defaultProfile: z.object({ id: z.string(), name }).nullable(),
	counts: countsShape,
	/** Those that Apple assigns to it now. */
	devices: z.number(),
	sync: syncShape,
});

export const bannerShape = z
	.object({
		title: z.string(),
		lead: z.string(),
		symptoms: z.array(z.object({ symptom: z.string(), title: z.string(), causes: z.array(z.string()) })),
		/** Each token in trouble, with the worst of it. */
		causes: z.array(z.object({ token: z.object({ id: z.string(), name }), code: z.string(), title: z.string(), since: instant })),
	})
	.nullable();

export const settingsShape = z.object({
	signIn: z.enum(signInWays),
	description: z.string(),
	supervised: z.boolean(),
	locked: z.boolean(),
	awaitConfiguration: z.boolean(),
	sharedIpad: z.boolean(),
	pairing: z.enum(["allow", "deny", "by-certificate"]),
	/** How many computers. */
	pairingCertificates: z.number(),
	nameTemplate: z.string(),
	department: z.string(),
	supportPhone: z.string(),
	supportMail: z.string(),
	hiddenPanes: z.array(z.string()),
});

export const profileShape = z.object({
	id: z.string(),
	name,
	token: z.object({ id: z.string(), name }),
	state: z.enum(profileStates),
	isDefault: z.boolean(),
	/** Devices that want it by choice. */
	chosenBy: z.number(),
	signIn: z.enum(signInWays),
	changedAt: instant,
	definedAt: moment,
	refusal: refusalShape.nullable(),
});

export const changedSettingShape = z.object({
	setting: z.enum(["name", ...settingsShape.keyof().options]),
	before: z.union([z.string(), z.boolean(), z.number(), z.array(z.string())]),
	after: z.union([z.string(), z.boolean(), z.number(), z.array(z.string())]),
});

export const adeDeviceShape = z.object({
	serial: z.string(),
	token: z.object({ id: z.string(), name }),
	state: deviceStateShape,
	model: text,
	description: text,
	color: text,
	assetTag: text,
	family: text,
	os: text,
	wanted: z.object({ id: z.string(), name }).nullable(),
	wantedBy: z.enum(["choice", "default"]).nullable(),
	atApple: z.object({ status: z.string(), profile: z.object({ id: z.string(), name }).nullable(), uuid: text }),
	profileAssignedAt: moment,
	profilePushedAt: moment,
	serverAssignedAt: moment,
	serverAssignedBy: text,
	removedAt: moment,
	lastTry: z.object({ at: instant, result: text, failures: z.number(), throttledUntil: moment }).nullable(),
	nextTryAt: moment,
	migrationDeadlineAt: moment,
	firstSeenAt: instant,
	contactedAt: moment,
	lastContactAt: moment,
});
