/** Shaped like a key, and no key. */
export const TEST_KEY = `qrs_${'5eedf00d'.repeat(8)}`;
