import { success } from '../server/answers';
import type { Endpoint } from '../server/endpoint';

/** The account, its plan and its use, as documented. */
export const getAccount: Endpoint = ({ store, account }) =>
	success(store.variants, {
		account_id: account.id,
		email: account.email,
		plan: account.plan,
		usage: {
			dynamic_qr_count: account.live.length,
			dynamic_qr_limit: account.qrCodeLimit,
			api_calls_this_month: account.windows.usedThisMonth(store.now()),
			api_calls_monthly_limit: account.windows.limits.perMonth,
		},
	});
