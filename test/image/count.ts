/** Set by test/image/jest.config.js: how many random pictures of each format, and of each way to damage one. */
declare const PICTURE_CASES: { png: number; svg: number; pdf: number; damaged: number } | undefined;

const counts =
	typeof PICTURE_CASES === 'undefined' ? { png: 10, svg: 10, pdf: 10, damaged: 5 } : PICTURE_CASES;
export { counts as PICTURE_CASES };
