/** So that nobody has to think of one: twenty signs that are not mistaken for one another, some 95 bits. */
const signs = "abcdefghjkmnpqrstuvwxyz23456789";

export function newPassword(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(64));
	const chosen = [...bytes].filter((byte) => byte < 256 - (256 % signs.length)).map((byte) => signs[byte % signs.length] ?? "");
	return [0, 5, 10, 15].map((from) => chosen.slice(from, from + 5).join("")).join("-");
}
