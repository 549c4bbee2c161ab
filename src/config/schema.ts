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
	/** What a good value looks like, for the message about a bad one. */
	readonly expects: string;
	readonly parse: (text: string) => T | undefined;
}

const text = (accept: (text: string) => boolean) => (value: string) => (accept(value) ? value : undefined);
const anyText = text((value) => value.length > 0);

const number = (least: number, most: number) => (value: string) => {
	if (!/^\d{1,9}$/.test(value)) return undefined;
	const parsed = Number(value);
	return parsed >= least && parsed <= most ? parsed : undefined;
};

const yesOrNo = (value: string) => (value === "yes" || value === "true" ? true : value === "no" || value === "false" ? false : undefined);

const choice =
	<const C extends string>(...choices: readonly C[]) =>
	(value: string) =>
		choices.find((one) => one === value);

const httpsAddress = (value: string) => {
	if (!URL.canParse(value)) return undefined;
	const url = new URL(value);
	const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
	return url.protocol === "https:" && bare ? url.origin : undefined;
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

export const settings = {
	data: define({
		...plain,
		env: "GENKAN_DATA",
		default: "data",
		expects: "a directory's path",
		meaning: "Directory of the store, the keys and genkan.json. Made with mode 0700 if it is not there.",
		parse: anyText,
	}),
	publicUrl: define({
		...plain,
		env: "GENKAN_PUBLIC_URL",
		default: "https://localhost:8443",
		expects: "an https:// address without a path",
		meaning:
			"The address under which phones reach the service. It is written into every enrollment profile and cannot change for a device once it is enrolled.",
		parse: httpsAddress,
	}),
	host: define({
		...plain,
		env: "GENKAN_HOST",
		default: "127.0.0.1",
		expects: "an address of this machine",
		meaning: "Address to listen on. Use 0.0.0.0 or :: to be reached from other machines.",
		parse: anyText,
	}),
	port: define({
		...plain,
		env: "GENKAN_PORT",
		default: "8443",
		expects: "a port, 0 to 65535",
		meaning: "Port for HTTPS.",
		parse: number(0, 65_535),
	}),
	plainPort: define({
		...plain,
		env: "GENKAN_PLAIN_PORT",
		default: null,
		expects: "a port, 0 to 65535",
		meaning: "Port for plain HTTP, always on 127.0.0.1, for a reverse proxy on the same machine that ends TLS. Off unless set.",
		parse: number(0, 65_535),
	}),
	trustedProxies: define({
		...plain,
		env: "GENKAN_TRUSTED_PROXIES",
		default: null,
		expects: "addresses separated by commas",
		meaning: "Addresses of reverse proxies whose X-Forwarded-For is believed. Nobody's is, unless set.",
		parse: (value: string) => value.split(",").map((one) => one.trim()),
	}),
	tlsCertificateFile: define({
		...plain,
		env: "GENKAN_TLS_CERTIFICATE_FILE",
		default: null,
		expects: "a PEM file's path",
		meaning:
			"Server certificate with its chain. Without it the service issues one from its own CA, which phones trust only after the profile is installed.",
		parse: anyText,
	}),
	tlsKeyFile: define({
		...plain,
		env: "GENKAN_TLS_KEY_FILE",
		default: null,
		expects: "a PEM file's path",
		meaning: "Private key of the server certificate.",
		parse: anyText,
	}),
	database: define({
		env: "GENKAN_DATABASE",
		default: "sqlite",
		secret: true,
		expects: "sqlite, or postgres://USER:PASSWORD@HOST:PORT/NAME; in the password write %40 for @, %2F for /, %23 for #",
		meaning: "Where the store is: sqlite (a file in the data directory) or a PostgreSQL address.",
		parse: text((value) => value === "sqlite" || postgresAddress(value)),
	}),
	masterKey: define({
		env: "GENKAN_MASTER_KEY",
		default: null,
		secret: true,
		expects: "32 bytes in base64",
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
		expects: "1 to 120",
		meaning: "How long a downloaded profile can be installed.",
		parse: number(1, 120),
	}),
	sessionMinutes: define({
		...plain,
		env: "GENKAN_SESSION_MINUTES",
		default: "60",
		expects: "5 to 1440",
		meaning: "How long a visit to the portal lasts.",
		parse: number(5, 1440),
	}),
	identityDays: define({
		...plain,
		env: "GENKAN_IDENTITY_DAYS",
		default: "365",
		expects: "30 to 825",
		meaning:
			"How long a device's identity certificate is valid. It is renewed by itself 30 days before its end, or in its last third if that is shorter.",
		parse: number(30, 825),
	}),
	legacyScepCiphers: define({
		...plain,
		env: "GENKAN_LEGACY_SCEP_CIPHERS",
		default: "no",
		expects: "yes or no",
		meaning: "Accepts single DES and SHA-1 from old SCEP clients, and SHA-1 in Mdm-Signature from test clients. No iPhone needs it.",
		parse: yesOrNo,
	}),
	admitMacs: define({
		...plain,
		env: "GENKAN_ADMIT_MACS",
		default: "no",
		expects: "yes or no",
		meaning: "Lets Macs pass the check of the device's type. For test clients; Macs are not supported.",
		parse: yesOrNo,
	}),
	apnsHost: define({
		...plain,
		env: "GENKAN_APNS_HOST",
		default: "api.push.apple.com",
		expects: "a host name",
		meaning: "Apple's push service.",
		parse: anyText,
	}),
	apnsPort: define({
		...plain,
		env: "GENKAN_APNS_PORT",
		default: "443",
		expects: "a port; Apple offers 443 and 2197",
		meaning: "Port of Apple's push service.",
		parse: number(1, 65_535),
	}),
	standInApnsCaFile: define({
		...plain,
		env: "GENKAN_STAND_IN_APNS_CA_FILE",
		default: null,
		expects: "a PEM file's path",
		meaning: "Only for a stand-in of Apple's push service: the CA of its server certificate.",
		parse: anyText,
	}),
	standInPushIssuerFile: define({
		...plain,
		env: "GENKAN_STAND_IN_PUSH_ISSUER_FILE",
		default: null,
		expects: "a PEM file's path",
		meaning: "Only for a stand-in of Apple: a certificate that may issue push certificates beside Apple's own.",
		parse: anyText,
	}),
	logLevel: define({
		...plain,
		env: "GENKAN_LOG_LEVEL",
		default: "info",
		expects: "debug, info, warn, error or silent",
		meaning: "How much the service writes to its log (standard error, one JSON object a line).",
		parse: choice("debug", "info", "warn", "error", "silent"),
	}),
} satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;

type Parsed<S> = S extends { readonly parse: (text: string) => infer T } ? Exclude<T, undefined> : never;
type WithDefault<S, T> = S extends { readonly default: string } ? T : T | null;

/** The settings as the service uses them; those without a default may be null. */
export type Config = {
	readonly [Name in SettingName]: WithDefault<(typeof settings)[Name], Parsed<(typeof settings)[Name]>>;
};
