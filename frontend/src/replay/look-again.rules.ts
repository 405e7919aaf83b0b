const FIRST_LOOK_MS = 3_000;
const LAST_LOOK_MS = 20_000;

/** How soon to look again while a recording is being made: often at first, at last three times a minute. */
export const lookAgainMs = (looks: number): number => Math.min(FIRST_LOOK_MS * 1.25 ** looks, LAST_LOOK_MS);
