import type { JsonObject } from '../../../nodes/shared/api/endpoints';

/** Reserved for examples (RFC 2606): nobody's short link may lead to somebody's site. */
const DESTINATION = 'https://example.com/n8n-nodes-qrcodestack-check';
export const CHANGED_DESTINATION = `${DESTINATION}/changed`;
export const FIRST_COLOR = '#0F172A';
export const CHANGED_COLOR = '#1E3A8A';

/** The documented design, without `logo_url`: the API might fetch it, and would find nothing. */
export const DESIGN = { dot_color: FIRST_COLOR, dot_shape: 'rounded', frame: 'scan-me-bottom' };

/** The documented example of a create. */
export function sampleCode(name: string): JsonObject {
	return { name, type: 'url', destination_url: DESTINATION, render_customizations: DESIGN };
}

/** Lacks what every code of type url needs: its destination is no web address, whatever is made of it. */
export function invalidCode(name: string): JsonObject {
	return { name, type: 'url', destination_url: 'not a web address' };
}
