/** What may stand before the root element: the XML declaration, comments, a doctype. \s has the byte order mark. */
const SVG_START = /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*|<!DOCTYPE[^>[]*>\s*)*<svg[\s>]/i;

/** Elements that draw. Others, or these under a prefix, can run scripts or load something. */
const DRAWING_ELEMENTS = new Set([
	...['svg', 'g', 'defs', 'symbol', 'use', 'title', 'desc', 'style', 'text', 'tspan', 'image'],
	...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon'],
	...['clippath', 'mask', 'pattern', 'lineargradient', 'radialgradient', 'stop'],
]);
/** Each "<" and what follows it, up to where the name of an element would end. */
const TAG = /<\/?([^\s/>]*)/g;
const NO_ELEMENT = /^(?:!--|!\[CDATA\[|!DOCTYPE$|\?xml$)/i;

const ACTIVE_ATTRIBUTE = /[\s"'/]on[a-z]+\s*=|\bxml:base\b/i;
/** What makes a style load something. */
const LOADING_STYLE = /@import|(?:\burl|image|image-set|\bsrc)\((?!\s*["']?#)/i;
const REFERENCE = /href\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const HARMLESS_REFERENCE = /^\s*(?:#|data:image\/(?:png|jpeg|gif|webp)[;,])/i;
/**
 * Spellings behind which any of the above could hide: references to characters, escapes of CSS, control
 * characters, which some encodings take for nothing, and what is not UTF-8.
 */
const DISGUISE = /&(?!(?:amp|lt|gt|quot|apos);)|\\|[^\P{Cc}\t\n\r]|\uFFFD/u;

/**
 * Whether a file is an SVG that does nothing but draw. An SVG is a document: whoever opens it would run its
 * scripts and load what it points to. Only what is known to be harmless passes.
 */
export function isPlainSvg(bytes: Buffer): boolean {
	const text = bytes.toString('utf8');
	if (!SVG_START.test(text) || DISGUISE.test(text)) return false;
	if (ACTIVE_ATTRIBUTE.test(text) || LOADING_STYLE.test(text)) return false;
	for (const [, name = ''] of text.matchAll(TAG)) {
		if (!DRAWING_ELEMENTS.has(name.toLowerCase()) && !NO_ELEMENT.test(name)) return false;
	}
	for (const [, double, single] of text.matchAll(REFERENCE)) {
		if (!HARMLESS_REFERENCE.test(double ?? single ?? '')) return false;
	}
	return true;
}
