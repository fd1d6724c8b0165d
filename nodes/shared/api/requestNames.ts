/*
 * The names that calls use. People write those of a QR code themselves, in rows of JSON and in custom fields, so
 * the rooms that read parameters know them as well; the names of answers stand in contract.ts, for api/ alone.
 */

/** The part of a create or update body that holds the design. */
export const DESIGN_FIELD = 'render_customizations';

/** What a design is made of. */
export const DESIGN_FIELDS = {
	dotColor: 'dot_color',
	dotShape: 'dot_shape',
	logoUrl: 'logo_url',
	frame: 'frame',
} as const;

/** QR code type of the documented create example. */
export const DEFAULT_QR_CODE_TYPE = 'url';

/** The names that calls use for what a QR code is made of, and the first by which answers are read. */
export const QR_CODE_FIELDS = {
	id: 'id',
	name: 'name',
	type: 'type',
	destinationUrl: 'destination_url',
} as const;

/** A7: the name of the rows in a bulk request. */
export const BULK_REQUEST_FIELD = 'qr_codes';

/** A2: how a page is asked for. */
export const PAGE_REQUEST = {
	pageParameter: 'page',
	/** Tried in this order; a server that refuses unknown parameters leads to the next one. */
	sizeParameters: ['limit', 'per_page'],
	offsetParameter: 'offset',
	/** Relay's, for an `end_cursor`. */
	relayCursorParameter: 'after',
	/** Tried in this order until the server takes one; first of all those that the answer's own name ends with. */
	cursorParameters: ['cursor', 'after', 'page_token', 'next_token', 'starting_after', 'start_cursor'],
} as const;

/**
 * The parameters by which web analytics tell campaigns apart, in their usual order. Not QRCodeStack's own: they stand
 * in the address that a code leads to, and rows in the API's names may have them too.
 */
export const UTM_PARAMETERS = {
	utmSource: 'utm_source',
	utmMedium: 'utm_medium',
	utmCampaign: 'utm_campaign',
	utmTerm: 'utm_term',
	utmContent: 'utm_content',
	utmId: 'utm_id',
} as const;
