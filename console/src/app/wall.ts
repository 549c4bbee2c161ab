/** A screen on a wall, which people read as they pass: larger words, and more of them beside one another. */
export const wall = "(min-width: 2200px)";

export const isWall = (): boolean => matchMedia(wall).matches;
