/** Where a phone asks a domain's site how accounts of that domain enroll (Apple, "Discover authentication servers"). */
export const wellKnownPath = "/.well-known/com.apple.remotemanagement";

/** In whose name a look from here asks: it is nobody's try. */
export const probeName = "probe";
