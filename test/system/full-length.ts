/** `ENDURANCE=full` runs the long tests with the numbers they are known for; else they are short. */
export const IS_FULL = process.env.ENDURANCE === 'full';
