import { success } from '../server/answers';
import { ACCOUNT_FACTS } from '../../nodes/shared/api/contract';
import type { Endpoint } from '../server/endpoint';
import { respell } from '../variants/spelling';
import type { Variants } from '../variants/variants';

/** The account, its plan and its use, as documented unless the variants say otherwise. */
export const getAccount: Endpoint = ({ store, account }) => {
	const { variants } = store;
	const spell = (raw: object) => respell({ ...raw }, ACCOUNT_FACTS, variants.accountSpelling);
	const usage = spell({
		dynamic_qr_count: account.live.length,
		dynamic_qr_limit: writeLimit(account.qrCodeLimit, variants),
		api_calls_this_month: account.windows.usedThisMonth(store.now()),
		api_calls_monthly_limit: writeLimit(account.windows.limits.perMonth, variants),
	});
	const head = spell({ account_id: account.id, email: account.email, plan: account.plan });
	return success(variants, { ...head, usage });
};

function writeLimit(limit: number, { planLimits }: Variants): unknown {
	switch (planLimits) {
		case 'numbers':
			return limit;
		case 'text':
			return String(limit);
		case 'minus_one':
			return -1;
		case 'zero':
			return 0;
		case 'null':
			return null;
	}
}
