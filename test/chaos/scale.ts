/** `npm run chaos` runs these tests in full; within `npm test` they are short. */
export const full = process.env.CHAOS === 'full';
