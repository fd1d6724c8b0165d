import { QR_CODE_FACTS, REFUSAL_NAMES } from '../../../nodes/shared/api/contract';
import { toOwnUrl } from '../../../nodes/QrCodeStack/output/downloadImage';
import { isObject, toText } from '../../../nodes/shared/util/objects';
import { decodeBulk } from '../../../nodes/shared/api/decode/bulk';
import { Facts, type FactNames } from '../../../nodes/shared/api/decode/facts';
import { decodeQrCode, decodeSingleQrCode, hasId, readId } from '../../../nodes/shared/api/decode/qrCode';
import { dataOf, hasEnvelope, isAccepted, membersOf, type AcceptedAnswer } from '../observe/answers';
import { finding, holds, unknown, type Finding } from './finding';
import { nameSpelling } from './nameSpelling';
import type { LiveAnswer } from '../observe/liveClient';
import type { Observations } from '../observe/observations';
import { rowsOf } from '../observe/observeScans';
import { CHANGED_COLOR, DESIGN } from '../observe/sampleCodes';

/** The fields of A3 that are not already about the counter. */
const CODE_FIELDS = [
	'name',
	'type',
	'destination_url',
	'short_url',
	'render_customizations',
	'created_at',
	'updated_at',
];
const KNOWN_FIELDS = new Set([
	...CODE_FIELDS,
	'id',
	'deleted_at',
	...QR_CODE_FACTS.scanCount.names,
	...QR_CODE_FACTS.shortUrl.names,
	...QR_CODE_FACTS.imageUrl.names,
]);

/** Judges the envelope of successes (A1). Pure. */
export function judgeEnvelope(seen: Observations): Finding {
	const { account, create, code, analytics, listWide, delete: deletion } = seen;
	const objects = [account, create, code, analytics, listWide].filter(isAccepted);
	if (objects.length === 0) return unknown('A1', 'nothing worked out');
	const bare = objects.filter((answer) => !hasEnvelope(answer));
	const variants = [...(bare.length > 0 ? ['envelope=bare'] : []), ...nameDeleteAnswer(deletion)];
	if (variants.length === 0) return holds('A1', `${objects.length} successes are {success: true, data}`);
	const calls = bare.map(({ call }) => call.replace(/[\w-]{20,}/, '{id}'));
	const says = [
		...(bare.length > 0 ? [`without the envelope: ${calls.join(', ')}`] : []),
		...(isAccepted(deletion) && deletion.isEmpty ? [`DELETE answers ${deletion.status} with nothing`] : []),
	];
	return finding('A1', 'differs', says.join('; '), variants);
}

function nameDeleteAnswer(deletion: LiveAnswer | undefined): string[] {
	if (!isAccepted(deletion) || !deletion.isEmpty) return [];
	return [deletion.status === 204 ? 'deleteAnswer=204' : 'deleteAnswer=empty200'];
}

/** Judges the fields of a QR code (A3). Pure. */
export function judgeCode(seen: Observations): Finding {
	const answer = isAccepted(seen.code) ? seen.code : seen.create;
	if (!isAccepted(answer)) return unknown('A3', 'no QR code came back');
	const decoded = decodeSingleQrCode(dataOf(answer));
	if (!hasId(decoded)) return finding('A3', 'fails', 'a QR code comes without an id');
	const code = decoded.raw;
	const spelling = nameSpelling(code, QR_CODE_FACTS);
	const known = new Set([...KNOWN_FIELDS, ...knownKeys(code)]);
	const missing = spelling === 'assumed' ? CODE_FIELDS.filter((name) => !(name in code)) : [];
	const extra = Object.keys(code).filter((name) => !known.has(name));
	const counter = nameCounter(code, seen);
	const isIdOnly = missing.length === CODE_FIELDS.length;
	const variants = [
		...(spelling === 'assumed' ? [] : [`codeSpelling=${spelling}`]),
		...(isWrapped(answer) ? ['singleAnswer=wrapped'] : []),
		...(isIdOnly ? ['codeFields=id_only'] : []),
		...(extra.length > 0 ? ['extraFields=true'] : []),
		...(counter === 'scan_count' || isIdOnly || spelling !== 'assumed' ? [] : [`scanCounter=${counter}`]),
	];
	const says = [
		...(spelling === 'assumed' ? [] : [`its fields are named otherwise (${spelling})`]),
		missing.length === 0 ? 'every assumed field is there' : `missing: ${missing.join(', ')}`,
		...(extra.length > 0 ? [`not known: ${extra.join(', ')}`] : []),
		COUNTER_TEXTS[counter] ?? `scans are counted in ${counter}`,
	].join('; ');
	return finding('A3', variants.length + missing.length === 0 ? 'holds' : 'differs', says, variants);
}

/** The keys of a code that the nodes know, however they are spelled. */
function knownKeys(code: { [name: string]: unknown }): string[] {
	const facts = new Facts(code);
	const shown = Object.values(QR_CODE_FACTS).flatMap((fact: FactNames) => [
		...facts.keys(fact),
		...(fact.inside ?? []),
	]);
	return [...shown, 'updatedAt'];
}

function isWrapped(answer: AcceptedAnswer): boolean {
	const data = dataOf(answer);
	return isObject(data) && isObject(data.qr_code);
}

const COUNTER_TEXTS: { [counter: string]: string | undefined } = {
	none: 'nothing counts scans',
	stale: 'the counter of scans stands still',
};

function nameCounter(code: { [name: string]: unknown }, { scanLogs }: Observations): string {
	const [name] = new Facts(code).keys(QR_CODE_FACTS.scanCount);
	if (name === undefined || decodeQrCode(code)?.scanCount === undefined) return 'none';
	return code[name] === 0 && rowsOf(scanLogs.at(-1)?.answer).length > 0 ? 'stale' : name;
}

/** Judges how a bulk call reports its rows (A7). Pure. */
export function judgeBulkAnswer({ bulk, bulkOfGood }: Observations): Finding {
	if (bulk?.status === 403) return unknown('A7', 'the plan has no bulk endpoint');
	if (bulk?.status === 422) return judgeRefusedBatch(bulk, bulkOfGood);
	if (!bulk || bulk.status < 200 || bulk.status >= 300)
		return unknown('A7', 'POST /qr-codes/bulk gave no usable answer');
	const form = nameBulkForm(bulk);
	const { entries } = decodeBulk(bulk.body, 2);
	if (entries.length === 0 || form === 'job') {
		const variants = form === undefined ? [] : [`bulkAnswer=${form}`];
		return finding('A7', 'fails', 'nothing in the answer says what became of the rows', variants);
	}
	if (form !== undefined) {
		return finding('A7', 'differs', `bulk answers in the form "${form}"`, [`bulkAnswer=${form}`]);
	}
	const index = entries.find(({ kind }) => kind === 'created')?.row?.index;
	if (index === 2) {
		return finding('A7', 'differs', 'bulk counts rows from 1', ['bulkAnswer=from_one']);
	}
	if (index === undefined) {
		return finding('A7', 'differs', 'bulk names no row by its index', ['bulkAnswer=no_index']);
	}
	// the good row was the second of two
	const base = index === 1 ? 'from 0' : `in its own way (${JSON.stringify(index)})`;
	const refused = entries.filter(({ kind }) => kind === 'refused');
	const isAssumed = index === 1 && refused.length === 1;
	return finding(
		'A7',
		isAssumed ? 'holds' : 'differs',
		`bulk answers created and errors, rows count ${base}`,
	);
}

/** The form of an answer in the words of the sandbox; undefined for that of A7 and for one like it. */
function nameBulkForm({ body, status }: LiveAnswer): string | undefined {
	const envelope = membersOf(body);
	const data = Array.isArray(body) ? body : (envelope.data ?? body);
	if (Array.isArray(data)) return data.some((entry) => 'qr_code' in membersOf(entry)) ? 'entries' : 'array';
	const { results, created, errors, job_id: job } = membersOf(data);
	if (status === 202 || job !== undefined) return 'job';
	if (Array.isArray(results)) return 'results';
	if (typeof created === 'number') return 'counts';
	if (Array.isArray(errors) && errors.some((error) => typeof error === 'string')) return 'texts';
	return envelope.success === false ? 'success_false' : undefined;
}

function judgeRefusedBatch(bulk: LiveAnswer, bulkOfGood: LiveAnswer | undefined): Finding {
	const { errors } = membersOf(bulk.body);
	const namesRows = Array.isArray(errors) && errors.some((error) => isObject(error) && 'index' in error);
	const variant = namesRows ? 'bulkAnswer=reject_naming_rows' : 'bulkAnswer=reject_unnamed';
	const good = isAccepted(bulkOfGood) && decodeBulk(bulkOfGood.body, 1).hasCreated;
	const rest = good ? 'the good row alone was created' : 'nothing tells how a good batch is answered';
	const says = `one bad row makes bulk refuse the batch${namesRows ? ' and name it' : ''}; ${rest}`;
	return finding('A7', 'differs', says, [variant]);
}

/** Judges the further assumptions that the same answers show (B1, B6, B7, B8, B12). Pure. */
export function judgeFurther(seen: Observations, answers: readonly LiveAnswer[], baseUrl: string): Finding[] {
	return [
		judgeDesign(seen),
		judgeNamedField(seen),
		judgeDate(answers),
		judgeDeletedInList(seen),
		judgeImageLink(seen, baseUrl),
		judgeAnalytics(seen),
	];
}

function judgeImageLink({ code, create }: Observations, baseUrl: string): Finding {
	const answer = isAccepted(code) ? code : create;
	const shown = membersOf(answer && dataOf(answer));
	const name = new Facts(shown).keys(QR_CODE_FACTS.imageUrl).find((key) => typeof shown[key] === 'string');
	if (name === undefined) return unknown('B12', 'no known field links to an image');
	return toOwnUrl(String(shown[name]), baseUrl) === undefined
		? finding('B12', 'differs', `${name} leads to another address than the API`, ['imageLink=foreign'])
		: finding('B12', 'holds', `${name} links to an image on the API's own address`, [`imageLink=${name}`]);
}

function judgeAnalytics({ analytics }: Observations): Finding {
	if (!isAccepted(analytics)) return unknown('B3', 'the analytics did not come back');
	const data = dataOf(analytics);
	if (isObject(data)) return holds('B3', 'the analytics of a code are one object');
	const form = Array.isArray(data) ? (data.length > 0 ? 'list' : 'empty_list') : 'null';
	return finding('B3', 'differs', `the analytics of a code are of the form "${form}"`, [
		`analyticsForm=${form}`,
	]);
}

function judgeDesign({ code, update }: Observations): Finding {
	const source = isAccepted(code) ? code : update;
	const design = source && decodeSingleQrCode(dataOf(source))?.design;
	if (!isAccepted(update) || design === undefined) return unknown('B1', 'the design was not shown');
	const isChanged = toText(design.dot_color).toUpperCase() === CHANGED_COLOR;
	const isKept = design.dot_shape === DESIGN.dot_shape && design.frame === DESIGN.frame;
	if (!isChanged) return finding('B1', 'fails', 'an update of the color did not change it');
	return isKept
		? holds('B1', 'an update of the color kept the rest of the design')
		: finding('B1', 'fails', 'an update of the color lost other parts of the design');
}

function judgeNamedField({ invalidCreate }: Observations): Finding {
	if (invalidCreate?.status !== 422) return unknown('B6', 'no value was refused with 422');
	const form = nameIssues(membersOf(invalidCreate.body));
	const says = form === 'message' ? 'a 422 names no field beside its message' : 'a 422 names the field';
	return finding('B6', 'holds', says, form === 'message' ? [] : [`validationErrors=${form}`]);
}

function nameIssues({ errors, details, issues, fieldErrors, ...body }: { [name: string]: unknown }): string {
	if (Array.isArray(errors)) return 'errors_array';
	if (isObject(errors)) return 'errors_object';
	if (Array.isArray(details)) return 'details_array';
	if (Array.isArray(issues)) return 'issues';
	if (isObject(fieldErrors)) return 'field_errors';
	return new Facts(body).keys({ names: REFUSAL_NAMES.field }).length > 0 ? 'field' : 'message';
}

function judgeDate(answers: readonly LiveAnswer[]): Finding {
	const came = answers.filter(({ status }) => status > 0);
	if (came.length === 0) return unknown('B7', 'nothing came back');
	const dated = came.filter(({ headers }) => !Number.isNaN(Date.parse(headers.date ?? '')));
	return dated.length === came.length
		? holds('B7', 'every answer has a Date')
		: finding('B7', 'differs', `${came.length - dated.length} of ${came.length} answers have no Date`);
}

function judgeDeletedInList({ listAfterDelete, codeId, afterDelete }: Observations): Finding {
	if (!isAccepted(listAfterDelete) || !afterDelete) return unknown('B8', 'no list was read after a deletion');
	const isListed = rowsOf(listAfterDelete).some((row) => isObject(row) && readId(row) === codeId);
	return isListed
		? finding('B8', 'differs', 'a deleted code stays in the list', ['listDeleted=true'])
		: holds('B8', 'a deleted code is not in the list');
}
