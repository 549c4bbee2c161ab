const minute = 60_000;
const day = 24 * 60 * minute;

/** When an open incident is judged again by itself; an administrator's action does not wait for it. Milliseconds, as all here. */
export const recheckEvery = 10 * minute;

/** Of a slip: who has not made it for so long has found out. */
export const slipOver = 60 * minute;

/** A cause that cannot be judged again, while others come through. */
export const quietAmongOthers = day;

/** Of a cause that still holds, or of which nothing can be known, and that has stopped nobody for so long. */
export const quietForEverybody = 30 * day;

/** What comes back within this time is the same incident. */
export const sameIncident = 30 * day;
