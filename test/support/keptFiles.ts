import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

export interface KeptFile {
	bytes: Buffer;
	fileName: string;
	mimeType: string;
}

/**
 * Keeps the files that a node prepares in a context, in place of n8n's storage.
 * @returns finds the one file of an item.
 */
export function keepFiles({
	helpers,
}: Pick<IExecuteFunctions, 'helpers'>): (item: INodeExecutionData | undefined) => KeptFile | undefined {
	Object.assign(helpers, {
		prepareBinaryData: async (bytes: Buffer, fileName: string, mimeType: string) => ({
			bytes,
			fileName,
			mimeType,
		}),
	});
	return (item) => Object.values(item?.binary ?? {})[0] as unknown as KeptFile | undefined;
}
