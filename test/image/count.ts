/** Set by test/image/jest.config.js. */
declare const PICTURE_CASES: number | undefined;

/** How many random pictures of each format. */
const count = typeof PICTURE_CASES === 'number' ? PICTURE_CASES : 10;
export { count as PICTURE_CASES };
