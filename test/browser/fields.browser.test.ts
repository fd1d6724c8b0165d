import {
	chainWorkflow,
	manualTrigger,
	qrCodeStack,
	qrCodeStackTrigger,
	type StoredWorkflow,
} from '../e2e/client/workflows';
import type { Editor } from './editor';
import { client, session } from './n8n';
import { takePicture } from './pictures';
import { createShopCredential } from './shop';
import { withLooseNodes } from './looseNodes';
import { soon } from './soon';
import { watchEditor } from './watch';

/** What each operation shows, from top to bottom: which thing first, then what becomes of it, then the rest. */
const FIELDS: Array<{ resource: string; operation: string; title: string; fields: string[] }> = [
	{ resource: 'account', operation: 'get', title: 'Account: Get', fields: ['Output', 'Options'] },
	{
		resource: 'qrCode',
		operation: 'create',
		title: 'QR Code: Create',
		fields: ['Name', 'Destination URL', 'UTM Parameters', 'Design', 'Additional Fields', 'Options'],
	},
	{
		resource: 'qrCode',
		operation: 'createMany',
		title: 'QR Code: Create Many',
		fields: [
			expect.stringMatching(/needs the Advanced plan/),
			'Source',
			'Name',
			'Destination URL',
			'UTM Parameters',
			'Design',
			'Additional Fields',
			'Options',
		],
	},
	{
		resource: 'qrCode',
		operation: 'upsert',
		title: 'QR Code: Create or Update',
		fields: [
			'Match By',
			'Name',
			'Destination URL',
			'UTM Parameters',
			'Design',
			'Additional Fields',
			'Options',
		],
	},
	{
		resource: 'qrCode',
		operation: 'duplicate',
		title: 'QR Code: Duplicate',
		fields: ['QR Code', 'Changes', 'UTM Parameters', 'Options'],
	},
	{
		resource: 'qrCode',
		operation: 'delete',
		title: 'QR Code: Delete',
		fields: [expect.stringMatching(/Printed copies/), 'QR Code', 'Options'],
	},
	{ resource: 'qrCode', operation: 'get', title: 'QR Code: Get', fields: ['QR Code', 'Output', 'Options'] },
	{
		resource: 'qrCode',
		operation: 'getAnalytics',
		title: 'QR Code: Get Analytics',
		fields: [expect.stringMatching(/Advanced plan/), 'QR Code', 'Output', 'Options'],
	},
	{
		resource: 'qrCode',
		operation: 'getAll',
		title: 'QR Code: Get Many',
		fields: ['Return All', 'Limit', 'Filters', 'Sort', 'Output', 'Options'],
	},
	{
		resource: 'qrCode',
		operation: 'update',
		title: 'QR Code: Update',
		fields: ['QR Code', 'Update Fields', 'UTM Parameters', 'Design', 'Options'],
	},
	{
		resource: 'scan',
		operation: 'getAll',
		title: 'Scan: Get Many',
		fields: ['Scans Of', 'QR Code', 'Return All', 'Limit', 'Filters', 'Output', 'Options'],
	},
];

const TRIGGER = 'On scan';

let workflow: StoredWorkflow;

beforeAll(async () => {
	const credential = await createShopCredential(client, session);
	const operations = FIELDS.map(({ title, resource, operation }) =>
		qrCodeStack(title, credential, { resource, operation }),
	);
	const definition = chainWorkflow('Fields', [manualTrigger(), ...operations]);
	workflow = await client.createWorkflow(
		withLooseNodes(definition, [qrCodeStackTrigger(TRIGGER, credential, {}, 60)]),
	);
});

// tall enough that no field hides below the edge
const see = watchEditor({ height: 1000 });

const expectFields = async (editor: Editor, fields: string[]) =>
	await soon(async () => expect(await editor.readFields()).toEqual(fields));

describe('an operation shows what it needs, in the order in which a person thinks, and nothing else', () => {
	see('all of them, one after the other', async (editor) => {
		await editor.openWorkflow(workflow);
		for (const { title, fields } of FIELDS) {
			await editor.openNode(title);
			await expectFields(editor, ['Resource', 'Operation', ...fields]);
			await takeFieldsPicture(editor, title);
			await editor.closeNode();
		}
	});

	see('choosing another operation puts away the fields of the one before', async (editor) => {
		await editor.openNode('QR Code: Create');
		await editor.choose('operation', 'Delete');
		await expectFields(editor, [
			'Resource',
			'Operation',
			expect.stringMatching(/Printed copies/),
			'QR Code',
			'Options',
		]);
		await editor.choose('resource', 'Account');
		await expectFields(editor, ['Resource', 'Operation', 'Output', 'Options']);
		await editor.closeNode();
	});

	see('Create Many from columns asks for nothing more', async (editor) => {
		await editor.openNode('QR Code: Create Many');
		await editor.choose('source', 'Input Columns');
		await expectFields(editor, [
			'Resource',
			'Operation',
			expect.stringMatching(/needs the Advanced plan/),
			'Source',
			'Options',
		]);
		await editor.closeNode();
	});

	see('Create Many from JSON asks for the JSON alone', async (editor) => {
		await editor.openNode('QR Code: Create Many');
		await editor.choose('source', 'JSON');
		await expectFields(editor, [
			'Resource',
			'Operation',
			expect.stringMatching(/needs the Advanced plan/),
			'Source',
			'QR Codes (JSON)',
			'Options',
		]);
		await editor.closeNode();
	});
});

/** The operations whose fields the docs show. */
const PICTURES: Record<string, string> = {
	'QR Code: Create': 'fields-create',
};

async function takeFieldsPicture(editor: Editor, title: string): Promise<void> {
	const picture = PICTURES[title];
	if (picture) await takePicture(editor.shownFields, picture, { margin: 16 });
}

describe('the trigger', () => {
	see(
		'says beneath its schedule what the polls cost, then asks what to watch and from when',
		async (editor) => {
			await editor.openNode(TRIGGER);

			await expectFields(editor, [
				'Poll Times',
				expect.stringMatching(/every 20 minutes on the Pro plan/),
				'Trigger On',
				'Watch',
				'Start From',
				'Options',
			]);
			await takePicture(editor.shownFields, 'fields-trigger', { margin: 16 });
		},
	);

	see('asks for the codes and the date only where they matter', async (editor) => {
		await editor.choose('watch', 'One QR Code');
		await editor.choose('startFrom', 'Date');

		await soon(async () => {
			const fields = await editor.readFields();
			expect(fields.slice(-5)).toEqual(['Watch', 'QR Code', 'Start From', 'Start Date', 'Options']);
		});
	});
});
