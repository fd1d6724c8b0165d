import { getAccount } from '../../../shared/endpoints';
import { sendRequest } from '../../../shared/sendRequest';
import { requireObject } from '../../../shared/requireObject';
import { readOptionsField } from '../../fields/optionFields';
import type { Operation } from '../../operation';
import { readQueryParameters } from '../../parameters';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get account',
		description: "Get the account's plan and how much of it is used",
	},
	fields: [readOptionsField],
	async runItem({ context, session, itemIndex }) {
		const { data } = await sendRequest(session, getAccount(readQueryParameters(context, itemIndex)));
		return [requireObject(data, 'the account')];
	},
};
