import { format, resolveConfig } from 'prettier';

import { FAILURES, MAY_EXIST, fill, type Failure } from '../../nodes/shared/failures';
import { FAILURE_SECTIONS } from './failureRows';
import { toReference } from './reference';
import { toRow, withoutGaps } from './rowText';

/** Parts of the documents that are made of the code, by the name in their marker. */
const PARTS: Record<string, () => string> = {
	errors: () =>
		FAILURE_SECTIONS.map(({ title, rows }) => `### ${title}\n\n${toFailureTable(rows)}`).join('\n\n'),
	'call failures': () =>
		Object.values(FAILURES)
			.map((failure) => toTextSample(failure))
			.join('\n\n'),
	'may exist': () => `> ${fill(MAY_EXIST, { subject: 'the QR code' })}`,
	operations: toReference,
};

const PART = /(<!-- made by docs:check: ([\w ]+) -->\n)([^]*?)(<!-- end -->)/g;

/**
 * Puts what the code says into the marked parts of a document.
 * @throws for a marker with an unknown name.
 */
export async function renew(text: string, file: string): Promise<string> {
	const renewed = text.replace(PART, (_, start: string, name: string, _old, end: string) => {
		const make = PARTS[name];
		if (!make) throw new Error(`${file}: there is no part called "${name}"`);
		return `${start}\n${make()}\n\n${end}`;
	});
	if (renewed === text) return text;
	return await format(renewed, { ...(await resolveConfig(file)), parser: 'markdown' });
}

function toFailureTable(rows: readonly Failure[]): string {
	const lines = rows.map(({ headline, whatHappened, whatToDo }) =>
		toRow([withoutGaps(headline), whatHappened, whatToDo]),
	);
	return ['| Headline | What happened | What to do |', '| --- | --- | --- |', ...lines].join('\n');
}

function toTextSample({ headline, whatHappened, whatToDo }: Failure): string {
	return `**${withoutGaps(headline)}.** ${whatHappened} ${whatToDo}`;
}
