/** The time of day, handed to whoever needs it, so that a test can hold it still. */
export type Now = () => Date;

export const systemNow: Now = () => new Date();
