import axios from 'axios';

import { KEYS, readSession } from './session';

/** Changes a code as somebody does in the dashboard: without n8n. */
export async function changeQrCode(account: string, id: string, changes: object): Promise<void> {
	await axios.patch(`${readSession().apiUrl}/qr-codes/${id}`, changes, {
		headers: { Authorization: `Bearer ${KEYS[account]}` },
		timeout: 30_000,
	});
}
