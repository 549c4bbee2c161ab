/**
 * `__Host-`: a browser takes such a cookie only over https, for this host alone and for all its paths, so that no neighbour under the same domain can
 * put one of its own in its place (RFC 6265bis section 4.1.3.2).
 */
export const cookieNames = {
	session: "__Host-genkan-console",
	signIn: "__Host-genkan-sign-in",
	/** A challenge to a passkey, or to an authenticator that is being added. */
	ceremony: "__Host-genkan-ceremony",
	/** The way to the OpenID provider. */
	provider: "__Host-genkan-provider",
} as const;

export type CookieName = keyof typeof cookieNames;

/** Strict: no link and no form of another site is ever sent with it. */
const strict = { path: "/", httpOnly: true, secure: true, sameSite: "strict" } as const;

/** From the provider a person comes back by a link of another site, with which a strict cookie is not sent. */
export const cookieOptions = (name: CookieName) => (name === "provider" ? ({ ...strict, sameSite: "lax" } as const) : strict);
