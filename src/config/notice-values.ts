/** Readers of the settings about telling people; undefined: not usable. */

/** `09:00` as minutes after midnight. */
export function minuteOfDay(value: string): number | undefined {
	const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(value) ?? [];
	const minute = Number(hours) * 60 + Number(minutes);
	return Number(hours) < 24 && Number(minutes) < 60 ? minute : undefined;
}

/** `22:00-07:00`. The same time twice would be either all day or never: nobody knows which was meant. */
export function hoursOfDay(value: string): { readonly from: number; readonly to: number } | undefined {
	const [from, to, rest] = value.split("-").map((one) => minuteOfDay(one.trim()));
	return from === undefined || to === undefined || rest !== undefined || value.split("-").length > 2 || from === to
		? undefined
		: { from, to };
}

/** An IANA name, as this machine knows them. */
export function timeZoneName(value: string): string | undefined {
	try {
		return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone === "" ? undefined : value;
	} catch {
		return undefined;
	}
}

/** `smtp://user:password@host:587`. A password with a bare @, / or # would move the rest of itself into the host: refused. */
export function smtpAddress(value: string): string | undefined {
	if (!/^smtps?:\/\/[^\s]+$/.test(value) || !URL.canParse(value)) return undefined;
	const { hostname, pathname, search, hash, username, password } = new URL(value);
	const bare = (pathname === "" || pathname === "/") && search === "" && hash === "" && hostname !== "";
	if (!bare || value.split("@").length > 2 || (username === "") !== (password === "")) return undefined;
	try {
		decodeURIComponent(`${username}${password}`);
		return value;
	} catch {
		return undefined;
	}
}

const address = /^[^\s<>@",;:()[\]\\]{1,64}@[A-Za-z0-9\p{L}.-]{1,253}$/u;

/** `genkan@contoso.com`, or `Genkan <genkan@contoso.com>`. */
export function mailSender(value: string): string | undefined {
	const [, name, inner] = /^([^<>"\r\n]{0,100}?)\s*<([^<>\s]+)>$/.exec(value) ?? [undefined, "", value];
	return name !== undefined && address.test(inner ?? "") ? value : undefined;
}
