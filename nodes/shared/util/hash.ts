import { hash } from 'crypto';

/** In one call: the objects that createHash makes take 20 MB for 100,000 scans until they are collected. */
export function sha256(text: string, encoding: 'hex' | 'base64' | 'base64url'): string {
	return hash('sha256', text, encoding);
}

/** A text in eight characters (48 bits): among thousands, two alike are one in 10^8. */
export function shortHash(text: string): string {
	return sha256(text, 'base64url').slice(0, SHORT_HASH_LENGTH);
}

export const SHORT_HASH_LENGTH = 8;
