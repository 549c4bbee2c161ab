import { isIP } from "node:net";
import { hoursOfDay, mailSender, minuteOfDay, smtpAddress, timeZoneName } from "./notice-values.ts";

/** What a good value looks like: a kind, which has its text in every language, and the kind's own values. */
export type Expectation =
	| {
			readonly kind:
				| "directory"
				| "https-address"
				| "own-address"
				| "addresses"
				| "pem-file"
				| "database"
				| "master-key"
				| "yes-or-no"
				| "host-name"
				| "provider-address"
				| "name"
				| "operator-token"
				| "dns-servers"
				| "host-and-port"
				| "smtp-address"
				| "mail-address"
				| "time-of-day"
				| "hours"
				| "time-zone";
	  }
	| { readonly kind: "port" | "apple-port" | "number"; readonly least: number; readonly most: number }
	| { readonly kind: "choice"; readonly choices: readonly string[] };

/**
 * Every setting of the service: where it is read from, its type, its default and its meaning. docs/configuration.md is generated from this table.
 * A setting comes from the environment (`GENKAN_…`), else from `genkan.json` in the data directory, else from its default.
 */
export interface Setting<T> {
	readonly env: string;
	readonly meaning: string;
	/** Shown in documents and in messages; null where there is none. */
	readonly default: string | null;
	/** Never printed, never logged. */
	readonly secret: boolean;
	readonly expects: Expectation;
	readonly parse: (text: string) => T | undefined;
}

type ValueOf<T> = Pick<Setting<T>, "expects" | "parse">;

const anyText = (kind: "directory" | "own-address" | "pem-file" | "host-name" | "name"): ValueOf<string> => ({
	expects: { kind },
	parse: (value) => (value.length > 0 ? value : undefined),
});

const number = (least: number, most: number, kind: "number" | "port" | "apple-port" = "number"): ValueOf<number> => ({
	expects: { kind, least, most },
	parse(value) {
		if (!/^\d{1,9}$/.test(value)) return undefined;
		const parsed = Number(value);
		return parsed >= least && parsed <= most ? parsed : undefined;
	},
});

const yesOrNo: ValueOf<boolean> = {
	expects: { kind: "yes-or-no" },
	parse: (value) => (value === "yes" || value === "true" ? true : value === "no" || value === "false" ? false : undefined),
};

const choice = <const C extends string>(...choices: readonly C[]): ValueOf<C> => ({
	expects: { kind: "choice", choices },
	parse: (value) => choices.find((one) => one === value),
});

/** Host or host:port; an IPv6 address in brackets. */
const hostAndPort = (value: string) => {
	const [, , port = "1"] = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(value) ?? ["", "", "0"];
	return Number(port) >= 1 && Number(port) <= 65_535 ? value : undefined;
};

/** Addresses with or without a port: whoever looks up names has nobody to ask for the name of a name server. */
const dnsServers = (value: string) => {
	const all = value.split(",").map((one) => one.trim());
	const read = all.flatMap((one) => {
		if (isIP(one) !== 0) return { address: one, port: 53 };
		const [, inBrackets, plain, digits = "53"] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(one) ?? [];
		const address = inBrackets ?? plain ?? "";
		const port = Number(digits);
		return isIP(address) === (inBrackets === undefined ? 4 : 6) && port >= 1 && port <= 65_535 ? { address, port } : [];
	});
	return read.length <= 8 && read.length === all.length ? read : undefined;
};

/** They are compared with the address of a connection: a name or a range would trust nobody, in silence. */
const addresses = (value: string) => {
	const all = value.split(",").map((one) => one.trim());
	return all.every((one) => isIP(one) !== 0) ? all : undefined;
};

const httpsAddress = (value: string) => {
	if (!URL.canParse(value)) return undefined;
	const url = new URL(value);
	const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
	return url.protocol === "https:" && bare ? url.origin : undefined;
};

/** An issuer is compared letter for letter with what tokens say: it stays as it was typed. */
const providerAddress = (value: string) => {
	if (!URL.canParse(value)) return undefined;
	const url = new URL(value);
	return url.protocol === "https:" && url.search === "" && url.hash === "" && url.username === "" ? value : undefined;
};

/** A password with a bare @, / or # would move the rest of itself into the host and the name: refused, before it is looked up anywhere. */
const postgresAddress = (value: string) => {
	// The driver takes a name without a host, for a socket; URL does not.
	const whole = value.replace("@/", "@socket/");
	if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(whole)) return false;
	const { pathname, hash } = new URL(whole);
	return /^(\/[^/@]*)?$/.test(pathname) && hash === "";
};

const define = <T, D extends string | null>(setting: Omit<Setting<T>, "default"> & { readonly default: D }) => setting;

const plain = { secret: false } as const;

/** Groups that are a role of administrators. */
const adminGroup = (role: string, whose: string) =>
	define({
		...plain,
		env: `GENKAN_ADMIN_OIDC_GROUP_${role}`,
		default: null,
		meaning: `Groups of that provider, by what the claim says of them, whose members are ${whose} here; several with commas.`,
		expects: { kind: "name" },
		parse: (value: string) => value.split(",").flatMap((one) => one.trim() || []),
	});

export const settings = {
	data: define({
		...plain,
		env: "GENKAN_DATA",
		default: "data",
		meaning: "Directory of the store, the keys and genkan.json. Made with mode 0700 if it is not there.",
		...anyText("directory"),
	}),
	publicUrl: define({
		...plain,
		env: "GENKAN_PUBLIC_URL",
		default: "https://localhost:8443",
		meaning:
			"The address under which phones reach the service. It is written into every enrollment profile and cannot change for a device once it is enrolled.",
		expects: { kind: "https-address" },
		parse: httpsAddress,
	}),
	host: define({
		...plain,
		env: "GENKAN_HOST",
		default: "127.0.0.1",
		meaning: "Address to listen on. Use 0.0.0.0 or :: to be reached from other machines.",
		...anyText("own-address"),
	}),
	port: define({
		...plain,
		env: "GENKAN_PORT",
		default: "8443",
		meaning: "Port for HTTPS.",
		...number(0, 65_535, "port"),
	}),
	plainPort: define({
		...plain,
		env: "GENKAN_PLAIN_PORT",
		default: null,
		meaning: "Port for plain HTTP, always on 127.0.0.1, for a reverse proxy on the same machine that ends TLS. Off unless set.",
		...number(0, 65_535, "port"),
	}),
	trustedProxies: define({
		...plain,
		env: "GENKAN_TRUSTED_PROXIES",
		default: null,
		meaning: "Addresses of reverse proxies whose X-Forwarded-For is believed. Nobody's is, unless set.",
		expects: { kind: "addresses" },
		parse: addresses,
	}),
	tlsCertificateFile: define({
		...plain,
		env: "GENKAN_TLS_CERTIFICATE_FILE",
		default: null,
		meaning:
			"Server certificate with its chain. Without it the service issues one from its own CA, which phones trust only after the profile is installed.",
		...anyText("pem-file"),
	}),
	tlsKeyFile: define({
		...plain,
		env: "GENKAN_TLS_KEY_FILE",
		default: null,
		meaning: "Private key of the server certificate.",
		...anyText("pem-file"),
	}),
	database: define({
		env: "GENKAN_DATABASE",
		default: "sqlite",
		secret: true,
		meaning: "Where the store is: sqlite (a file in the data directory) or a PostgreSQL address.",
		expects: { kind: "database" },
		parse: (value: string) => (value === "sqlite" || postgresAddress(value) ? value : undefined),
	}),
	masterKey: define({
		env: "GENKAN_MASTER_KEY",
		default: null,
		secret: true,
		expects: { kind: "master-key" },
		meaning:
			"Key that seals private keys and tokens at rest. Without it the file master.key in the data directory is used, and made at the first start.",
		parse: (value: string) => {
			const bytes = Buffer.from(value, "base64");
			return bytes.length === 32 ? bytes : undefined;
		},
	}),
	challengeMinutes: define({
		...plain,
		env: "GENKAN_CHALLENGE_MINUTES",
		default: "15",
		meaning: "How long a downloaded profile can be installed.",
		...number(1, 120),
	}),
	sessionMinutes: define({
		...plain,
		env: "GENKAN_SESSION_MINUTES",
		default: "60",
		meaning: "How long a visit to the portal lasts.",
		...number(5, 1440),
	}),
	identityDays: define({
		...plain,
		env: "GENKAN_IDENTITY_DAYS",
		default: "365",
		meaning:
			"How long a device's identity certificate is valid. It is renewed by itself 30 days before its end, or in its last third if that is shorter.",
		...number(30, 825),
	}),
	legacyScepCiphers: define({
		...plain,
		env: "GENKAN_LEGACY_SCEP_CIPHERS",
		default: "no",
		meaning: "Accepts single DES and SHA-1 from old SCEP clients, and SHA-1 in Mdm-Signature from test clients. No iPhone needs it.",
		...yesOrNo,
	}),
	admitMacs: define({
		...plain,
		env: "GENKAN_ADMIT_MACS",
		default: "no",
		meaning: "Lets Macs pass the check of the device's type. For test clients; Macs are not supported.",
		...yesOrNo,
	}),
	apnsHost: define({
		...plain,
		env: "GENKAN_APNS_HOST",
		default: "api.push.apple.com",
		meaning: "Apple's push service.",
		...anyText("host-name"),
	}),
	apnsPort: define({
		...plain,
		env: "GENKAN_APNS_PORT",
		default: "443",
		meaning: "Port of Apple's push service.",
		...number(1, 65_535, "apple-port"),
	}),
	standInApnsCaFile: define({
		...plain,
		env: "GENKAN_STAND_IN_APNS_CA_FILE",
		default: null,
		meaning: "Only for a stand-in of Apple's push service: the CA of its server certificate.",
		...anyText("pem-file"),
	}),
	standInPushIssuerFile: define({
		...plain,
		env: "GENKAN_STAND_IN_PUSH_ISSUER_FILE",
		default: null,
		meaning: "Only for a stand-in of Apple: a certificate that may issue push certificates beside Apple's own.",
		...anyText("pem-file"),
	}),
	adeUrl: define({
		...plain,
		env: "GENKAN_ADE_URL",
		default: "https://mdmenrollment.apple.com",
		meaning: "Apple's device service, which Automated Device Enrollment asks for devices.",
		expects: { kind: "https-address" },
		parse: httpsAddress,
	}),
	adeSyncMinutes: define({
		...plain,
		env: "GENKAN_ADE_SYNC_MINUTES",
		default: "5",
		meaning: "How often each Automated Device Enrollment token is asked for what changed.",
		...number(1, 1440),
	}),
	adeSignInMinutes: define({
		...plain,
		env: "GENKAN_ADE_SIGN_IN_MINUTES",
		default: "60",
		meaning:
			"How long a person may take to sign in in Setup Assistant. Whoever must register a second factor first needs time: 20 minutes at least.",
		...number(20, 1440),
	}),
	awaitMinutes: define({
		...plain,
		env: "GENKAN_AWAIT_MINUTES",
		default: "15",
		meaning: "How long a phone is held in Setup Assistant for its first commands, where its enrollment profile says so; then it is let go.",
		...number(1, 120),
	}),
	silenceMinutes: define({
		...plain,
		env: "GENKAN_SILENCE_MINUTES",
		default: "60",
		meaning:
			"How long a person may take for the next step of the enrollment page, or to install a downloaded profile; then the try counts as stopped. In Setup Assistant it is GENKAN_ADE_SIGN_IN_MINUTES.",
		...number(5, 10_080),
	}),
	silenceDeviceMinutes: define({
		...plain,
		env: "GENKAN_SILENCE_DEVICE_MINUTES",
		default: "10",
		meaning:
			"How long a device may take for a step that it takes by itself, such as asking for its certificate; then the try counts as stopped. Where it is held in Setup Assistant, this comes after GENKAN_AWAIT_MINUTES.",
		...number(2, 1440),
	}),
	silenceConnectionMinutes: define({
		...plain,
		env: "GENKAN_SILENCE_CONNECTION_MINUTES",
		default: "30",
		meaning: "How long a managed device may take to answer its first command; then its enrollment counts as stopped.",
		...number(5, 10_080),
	}),
	silenceDeviceDays: define({
		...plain,
		env: "GENKAN_SILENCE_DEVICE_DAYS",
		default: "30",
		meaning:
			"For how many days a managed device may be out of touch; on the last of them it is asked by a push, and then counts as silent.",
		...number(2, 365),
	}),
	dnsServers: define({
		...plain,
		env: "GENKAN_DNS_SERVERS",
		default: null,
		meaning:
			"Name servers that are asked for the records of the domains, as a comma list of at most 8 addresses, each with a port where it is not 53. Without it those of the system. Name one outside the organisation as well: phones use others than this machine.",
		expects: { kind: "dns-servers" },
		parse: dnsServers,
	}),
	enrollmentCnameTarget: define({
		...plain,
		env: "GENKAN_ENROLLMENT_CNAME_TARGET",
		default: null,
		meaning: "Where EnterpriseEnrollment of every domain must lead. Without it the host of the public address.",
		...anyText("host-name"),
	}),
	registrationCnameTarget: define({
		...plain,
		env: "GENKAN_REGISTRATION_CNAME_TARGET",
		default: null,
		meaning: "Where EnterpriseRegistration of every domain must lead. Without it the host of the public address.",
		...anyText("host-name"),
	}),
	timeServer: define({
		...plain,
		env: "GENKAN_TIME_SERVER",
		default: "time.apple.com",
		meaning: "Time server (NTP) with which the clock of this machine is compared; with a port where it is not 123. Nothing is set by it.",
		expects: { kind: "host-and-port" },
		parse: hostAndPort,
	}),
	allowPrivateAddresses: define({
		...plain,
		env: "GENKAN_ALLOW_PRIVATE_ADDRESSES",
		default: "no",
		meaning:
			"Lets the service fetch from private and loopback addresses: for domains and webhooks inside the organisation's network. Whoever may enter a domain or a webhook can then have this machine call its neighbours.",
		...yesOrNo,
	}),
	standInWebPort: define({
		...plain,
		env: "GENKAN_STAND_IN_WEB_PORT",
		default: null,
		meaning: "Only for stand-ins of the domains' web sites: all of them are asked on 127.0.0.1 at this port.",
		...number(1, 65_535, "port"),
	}),
	standInWebCaFile: define({
		...plain,
		env: "GENKAN_STAND_IN_WEB_CA_FILE",
		default: null,
		meaning:
			"Only for stand-ins: a CA that is believed beside the public ones where the web sites of the domains and this service are looked at.",
		...anyText("pem-file"),
	}),
	standInAdeCaFile: define({
		...plain,
		env: "GENKAN_STAND_IN_ADE_CA_FILE",
		default: null,
		meaning: "Only for a stand-in of Apple's device service: the CA of its server certificate.",
		...anyText("pem-file"),
	}),
	standInDeviceIssuerFile: define({
		...plain,
		env: "GENKAN_STAND_IN_DEVICE_ISSUER_FILE",
		default: null,
		meaning: "Only for simulated phones: a root whose devices are believed beside those that Apple made.",
		...anyText("pem-file"),
	}),
	oidcIssuer: define({
		...plain,
		env: "GENKAN_OIDC_ISSUER",
		default: null,
		meaning:
			"OpenID Connect provider where people sign in in Setup Assistant, as its issuer address (https). Without it they sign in with the password of the built-in directory.",
		expects: { kind: "provider-address" },
		parse: providerAddress,
	}),
	oidcClientId: define({
		...plain,
		env: "GENKAN_OIDC_CLIENT_ID",
		default: null,
		meaning: "The client ID of this service at the provider. Its redirect address there is the public address and /ade/provider.",
		...anyText("name"),
	}),
	oidcClientSecret: define({
		env: "GENKAN_OIDC_CLIENT_SECRET",
		default: null,
		secret: true,
		meaning: "The client secret at the provider. Without it the client is a public one, with PKCE alone.",
		...anyText("name"),
	}),
	oidcUserClaim: define({
		...plain,
		env: "GENKAN_OIDC_USER_CLAIM",
		default: "preferred_username",
		meaning:
			"The claim of the ID token that holds the user's name as the directory has it. Choose one that only the provider's administrators can set: " +
			"`preferred_username`, or `upn` (Entra ID). `email` is taken only where the provider says that it has verified the address (`email_verified`): " +
			"whoever may enter another's address would enroll in that one's name.",
		...anyText("name"),
	}),
	oidcCaFile: define({
		...plain,
		env: "GENKAN_OIDC_CA_FILE",
		default: null,
		meaning: "CA of the OpenID provider's server certificate, where it is not a public one.",
		...anyText("pem-file"),
	}),
	adminOidcIssuer: define({
		...plain,
		env: "GENKAN_ADMIN_OIDC_ISSUER",
		default: null,
		meaning:
			"OpenID Connect provider where administrators may sign in to the console, as its issuer address (https). Passkeys and passwords go on working for those who have one here.",
		expects: { kind: "provider-address" },
		parse: providerAddress,
	}),
	adminOidcClientId: define({
		...plain,
		env: "GENKAN_ADMIN_OIDC_CLIENT_ID",
		default: null,
		meaning:
			"The client ID of the console at that provider. Its redirect address there is the public address and /api/v1/session/provider.",
		...anyText("name"),
	}),
	adminOidcClientSecret: define({
		env: "GENKAN_ADMIN_OIDC_CLIENT_SECRET",
		default: null,
		secret: true,
		meaning: "The client secret at that provider. Without it the client is a public one, with PKCE alone.",
		...anyText("name"),
	}),
	adminOidcUserClaim: define({
		...plain,
		env: "GENKAN_ADMIN_OIDC_USER_CLAIM",
		default: "preferred_username",
		meaning:
			"The claim that holds the name under which an administrator is listed. Who they are is told by the provider's subject, not by this.",
		...anyText("name"),
	}),
	adminOidcGroupsClaim: define({
		...plain,
		env: "GENKAN_ADMIN_OIDC_GROUPS_CLAIM",
		default: "groups",
		meaning:
			"The claim that lists the groups of whoever signs in. Roles are read from it at each sign-in; nobody without a group below comes in.",
		...anyText("name"),
	}),
	adminOidcGroupOwner: adminGroup("OWNER", "owners"),
	adminOidcGroupAdministrator: adminGroup("ADMINISTRATOR", "administrators"),
	adminOidcGroupHelpdesk: adminGroup("HELPDESK", "the help desk"),
	adminOidcGroupReadonly: adminGroup("READONLY", "those who may only look"),
	adminOidcCaFile: define({
		...plain,
		env: "GENKAN_ADMIN_OIDC_CA_FILE",
		default: null,
		meaning: "CA of that provider's server certificate, where it is not a public one.",
		...anyText("pem-file"),
	}),
	smtpUrl: define({
		env: "GENKAN_SMTP_URL",
		default: null,
		secret: true,
		meaning:
			"Mail server through which people are told of incidents: smtp://USER:PASSWORD@HOST:587 (TLS by STARTTLS, without which nothing is sent but to this machine), or smtps://… where TLS begins with the connection. No e-mail is sent unless set.",
		expects: { kind: "smtp-address" },
		parse: smtpAddress,
	}),
	mailFrom: define({
		...plain,
		env: "GENKAN_MAIL_FROM",
		default: null,
		meaning: "From whom the e-mails come: genkan@contoso.com, or Genkan <genkan@contoso.com>.",
		expects: { kind: "mail-address" },
		parse: mailSender,
	}),
	smtpCaFile: define({
		...plain,
		env: "GENKAN_SMTP_CA_FILE",
		default: null,
		meaning: "CA of the mail server's certificate, where it is not a public one.",
		...anyText("pem-file"),
	}),
	webhookCaFile: define({
		...plain,
		env: "GENKAN_WEBHOOK_CA_FILE",
		default: null,
		meaning: "CA of webhooks' server certificates beside the public ones, for receivers within the organisation.",
		...anyText("pem-file"),
	}),
	timeZone: define({
		...plain,
		env: "GENKAN_TIME_ZONE",
		default: null,
		meaning: "Time zone of quiet hours, of the daily digest and of the times in messages, such as Asia/Tokyo. Without it the machine's.",
		expects: { kind: "time-zone" },
		parse: timeZoneName,
	}),
	noticeQuietHours: define({
		...plain,
		env: "GENKAN_NOTICE_QUIET_HOURS",
		default: null,
		meaning:
			"When nobody gets an e-mail, such as 22:00-07:00: what happens then is told in one message afterwards. Webhooks are told at any time.",
		expects: { kind: "hours" },
		parse: hoursOfDay,
	}),
	noticeErrorsInQuietHours: define({
		...plain,
		env: "GENKAN_NOTICE_ERRORS_IN_QUIET_HOURS",
		default: "no",
		meaning: "Sends e-mails about errors in quiet hours too.",
		...yesOrNo,
	}),
	noticeDailyAt: define({
		...plain,
		env: "GENKAN_NOTICE_DAILY_AT",
		default: "09:00",
		meaning: "When the daily e-mail with what is not urgent is sent, if there is anything.",
		expects: { kind: "time-of-day" },
		parse: minuteOfDay,
	}),
	noticeWarnings: define({
		...plain,
		env: "GENKAN_NOTICE_WARNINGS",
		default: "daily",
		meaning: "When people are told of warnings: in the daily e-mail, or at once like errors.",
		...choice("daily", "at-once"),
	}),
	noticeGatherMinutes: define({
		...plain,
		env: "GENKAN_NOTICE_GATHER_MINUTES",
		default: "15",
		meaning: "After a message, what happens within this time is gathered into one: nobody gets messages more often than this.",
		...number(1, 1440),
	}),
	adminIdleMinutes: define({
		...plain,
		env: "GENKAN_ADMIN_IDLE_MINUTES",
		default: "30",
		meaning: "How long an administrator's session lasts without a request.",
		...number(5, 1440),
	}),
	adminSessionHours: define({
		...plain,
		env: "GENKAN_ADMIN_SESSION_HOURS",
		default: "12",
		meaning: "How long an administrator's session lasts, whatever is done in it; then they sign in again.",
		...number(1, 168),
	}),
	metricsToken: define({
		env: "GENKAN_METRICS_TOKEN",
		default: null,
		secret: true,
		meaning:
			"What whoever asks /health and /metrics must show, as `Authorization: Bearer …`. Without it they are answered on this machine only, to whoever asks for localhost, and not at all where a proxy's settings (GENKAN_PLAIN_PORT, GENKAN_TRUSTED_PROXIES) make strangers come from this machine.",
		expects: { kind: "operator-token" },
		parse: (value: string) => (/^[\x21-\x7e]{16,512}$/.test(value) ? value : undefined),
	}),
	logLevel: define({
		...plain,
		env: "GENKAN_LOG_LEVEL",
		default: "info",
		meaning: "How much the service writes to its log (standard error, one JSON object a line).",
		...choice("debug", "info", "warn", "error", "silent"),
	}),
} satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;

type Parsed<S> = S extends { readonly parse: (text: string) => infer T } ? Exclude<T, undefined> : never;
type WithDefault<S, T> = S extends { readonly default: string } ? T : T | null;

/** The settings as the service uses them; those without a default may be null. */
export type Config = {
	readonly [Name in SettingName]: WithDefault<(typeof settings)[Name], Parsed<(typeof settings)[Name]>>;
};
