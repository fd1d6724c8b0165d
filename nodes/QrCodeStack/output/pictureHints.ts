import type { IExecuteFunctions } from 'n8n-workflow';

import {
	findReadabilityWarnings,
	type PictureFacts,
	type ReadabilityWarning,
} from '../../shared/image/readability';
import { warnOnce } from '../run/hints';

const TEXTS: Record<ReadabilityWarning, string> = {
	contrastTooLow:
		'The dots of a picture hardly stand out from its background, so many phones will not read it. Choose darker dots or a lighter background.',
	lightOnDark:
		'The dots of a picture are lighter than its background, which some phones do not read. Choose dark dots on a light background.',
	modulesTooSmall:
		'The squares of a code are smaller than 3 pixels, or than 0.3 mm in print, so phones may not read it. Choose a larger size.',
	logoTooLarge:
		'The logo covers more than the error correction of a picture makes up for. Set Error Correction to Auto or H.',
	marginTooNarrow:
		'The margin of a picture is under 4 modules, so phones may not find the code beside other print.',
};

/** Says beside the output, once for all items, what may keep phones from reading the pictures. */
export function hintAtReadability(context: IExecuteFunctions, facts: PictureFacts): void {
	for (const warning of findReadabilityWarnings(facts)) warnOnce(context, TEXTS[warning]);
}

/** The standard fonts of PDF write the languages of Western Europe. */
export function hintAtFallBack(context: IExecuteFunctions, labels?: string): void {
	const which = labels ?? 'A caption';
	const have = labels === undefined || labels === '1 label' ? 'has' : 'have';
	warnOnce(
		context,
		`${which} ${have} letters that the fonts of PDF do not have; the short link stands there instead.`,
	);
}
