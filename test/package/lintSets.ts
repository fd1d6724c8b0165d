import { ESLint, type Linter } from 'eslint';

import { demand, type CheckList } from './checkList';
import { CHECKOUT } from './unpackedPackage';

/** Why these are off stands beside them in eslint.config.mjs; n8n's own scan turns them off as well. */
const OFF_FOR_A_REASON = [
	'n8n-nodes-base/cred-class-field-documentation-url-miscased',
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node',
	'n8n-nodes-base/node-class-description-outputs-wrong',
];

type Rules = Partial<Linter.RulesRecord>;

/**
 * Whether `npm run lint` applies the whole rule sets for community nodes: a rule that is switched off makes
 * no finding, so that the lint alone would not notice.
 */
export async function checkLintSets(checks: CheckList): Promise<void> {
	const { n8nCommunityNodesPlugin } = await import('@n8n/eslint-plugin-community-nodes');
	const { default: n8nNodesBase } = await import('eslint-plugin-n8n-nodes-base');
	const recommended = n8nCommunityNodesPlugin.configs.recommended.rules as Rules;
	const { nodes, credentials, community } = n8nNodesBase.configs;
	const sets: [string, Rules][] = [
		['nodes/QrCodeStack/QrCodeStack.node.ts', { ...recommended, ...nodes.rules }],
		['credentials/QrCodeStackApi.credentials.ts', { ...recommended, ...credentials.rules }],
		['package.json', { ...recommended, ...community.rules }],
	];
	await checks.check("n8n's lint rules are all on", async () => {
		const eslint = new ESLint({ cwd: CHECKOUT });
		let count = 0;
		for (const [file, rules] of sets) {
			const config = (await eslint.calculateConfigForFile(file)) as { rules: Rules };
			const expected = Object.keys(rules).filter((rule) => !OFF_FOR_A_REASON.includes(rule));
			const off = expected.filter((rule) => isOff(config.rules[rule]) && !isOff(rules[rule]));
			demand(off.length === 0, `off for ${file}: ${off.join(', ')}`);
			count += expected.length;
		}
		return `${count} in ${sets.length} sets, ${OFF_FOR_A_REASON.length} off for a reason`;
	});
}

function isOff(entry: Rules[string]): boolean {
	const severity = Array.isArray(entry) ? entry[0] : entry;
	return severity === undefined || severity === 'off' || severity === 0;
}
