import { getAccount, type JsonObject } from '../../../shared/api/endpoints';
import { apiNowMs } from '../../../shared/http/session';
import { sendRequest } from '../../../shared/http/sendRequest';
import { requireObject } from '../../../shared/api/decode/requireObject';
import { readOptionsField } from '../../fields/optionFields';
import { outputFields } from '../../fields/outputFields';
import { shapeOutput } from '../../output/shapeOutput';
import { simplifyAccount } from '../../output/simplifyAccount';
import type { Operation } from '../../run/operation';
import { readQueryParameters } from '../../input/parameters';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get account',
		description: "Get the account's plan and how much of it is used",
	},
	fields: [...outputFields, readOptionsField],
	async runItem({ context, session, itemIndex }) {
		const endpoint = getAccount(readQueryParameters(context, itemIndex));
		// whoever asks for the account wants to know how it stands now
		const { data } = await sendRequest(session, endpoint, { isPersonal: true });
		const account = requireObject(data, 'the account');
		const simplify = (raw: JsonObject) => simplifyAccount(raw, apiNowMs(session));
		return shapeOutput(context, itemIndex, [account], simplify);
	},
};
