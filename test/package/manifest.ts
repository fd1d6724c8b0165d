import { demand, type CheckList } from './checkList';
import type { UnpackedPackage } from './unpackedPackage';

const NO_FIELDS = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'overrides', 'bin'];
const LIFECYCLE_SCRIPT =
	/^(pre|post)?(install|prepare|publish|pack|uninstall|prepublishOnly)$|^dependencies$/;

/** What n8n asks of the package.json of a community node. */
export async function checkManifest(checks: CheckList, { manifest }: UnpackedPackage): Promise<void> {
	await checks.check('no runtime dependencies', () => {
		const present = NO_FIELDS.filter((field) => Object.keys(manifest[field] ?? {}).length > 0);
		demand(present.length === 0, `package.json has ${present.join(', ')}`);
		return '0 dependencies';
	});

	await checks.check('the only peer dependency is n8n-workflow, in any version', () => {
		const peers = JSON.stringify(manifest.peerDependencies);
		demand(peers === '{"n8n-workflow":"*"}', `peerDependencies are ${peers}`);
		return peers;
	});

	await checks.check('no script runs when npm installs the package', () => {
		const scripts = Object.keys(manifest.scripts ?? {}).filter((name) => LIFECYCLE_SCRIPT.test(name));
		demand(scripts.length === 0, `remove ${scripts.join(', ')}`);
		return `0 of ${Object.keys(manifest.scripts ?? {}).length} scripts`;
	});

	await checks.check('package.json tells n8n that this is a strict community node', () => {
		const keywords = manifest.keywords as string[] | undefined;
		demand(keywords?.includes('n8n-community-node-package') ?? false, 'the keyword is missing');
		demand(manifest.n8n.strict === true, 'n8n.strict is not true');
		return 'keyword and n8n.strict';
	});
}
