/** A function as `Math.random`, for what is left to chance in the retries of an application. */
export const RANDOM = Symbol('random');
