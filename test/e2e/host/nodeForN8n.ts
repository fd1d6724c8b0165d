import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** n8n 2.x refuses to start on anything older. */
export const NEEDED_NODE_MAJOR = 24;

const majorOf = (version: string) => Number(version.replace(/^v/, '').split('.')[0]);

function assertNewEnough(binary: string): string {
	const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim();
	if (majorOf(version) >= NEEDED_NODE_MAJOR) return binary;
	throw new Error(
		`N8N_NODE_BINARY points at Node ${version} (${binary}), but n8n needs Node ${NEEDED_NODE_MAJOR} or newer.`,
	);
}

/** The npm package that brings a Node for this machine, where there is one. */
export const BUNDLED_NODE_PACKAGE = `node-${process.platform}-${process.arch}`;

/**
 * The Node that n8n can run on: this one if it is new enough, else `$N8N_NODE_BINARY`, else the one that the
 * host installation brought along.
 */
export function findNodeForN8n(hostDir: string): string {
	if (majorOf(process.version) >= NEEDED_NODE_MAJOR) return process.execPath;
	if (process.env.N8N_NODE_BINARY) return assertNewEnough(process.env.N8N_NODE_BINARY);
	const bundled = path.join(hostDir, 'node_modules', BUNDLED_NODE_PACKAGE, 'bin', 'node');
	if (existsSync(bundled)) return bundled;
	throw new Error(
		`n8n needs Node ${NEEDED_NODE_MAJOR} or newer, and this is Node ${process.version} on ${process.platform} ${process.arch}. ` +
			`Install Node ${NEEDED_NODE_MAJOR} (for example "nvm install ${NEEDED_NODE_MAJOR}") and run this again with it, ` +
			'or set N8N_NODE_BINARY to the full path of such a node binary.',
	);
}

/** The environment with that Node first on PATH: n8n starts its task runner as plain `node`. */
export function withNodeFirst(nodeBinary: string, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
	return { ...env, PATH: [path.dirname(nodeBinary), env.PATH].filter(Boolean).join(path.delimiter) };
}
