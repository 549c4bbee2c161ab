/**
 * `__Host-`: a browser takes such a cookie only over https, for this host alone and for all its paths, so that no neighbour under the same domain can
 * put one of its own in its place (RFC 6265bis section 4.1.3.2).
 */
export const cookieNames = { session: "__Host-genkan-console", signIn: "__Host-genkan-sign-in" } as const;

/** Strict: no link and no form of another site is ever sent with it. */
export const cookieOptions = { path: "/", httpOnly: true, secure: true, sameSite: "strict" } as const;
