import axios from 'axios';

import type { N8nClient } from '../e2e/client/n8nClient';
import { SandboxControl } from '../e2e/client/sandboxControl';
import { KEYS, type Session } from '../e2e/client/session';
import { CREDENTIAL_TYPE, type CredentialReference } from '../e2e/client/workflows';

/** What short links show in the pictures: the sandbox's own address has another port at every run. */
export const SHORT_LINK_ORIGIN = 'https://qrs.example.com';

/** The sandbox's account whose codes the pictures show. */
export const SHOP_ACCOUNT = 'advanced';

/** More than a page of the API holds, so that the list has to be read on. */
const TABLES = 120;

/** The newest last, as the sandbox lists them the other way round. */
const CAMPAIGNS = [
	{ name: 'Business card', destination_url: 'https://shop.example.com/contact' },
	{ name: 'Shop window', destination_url: 'https://shop.example.com/new-arrivals' },
	{ name: 'Menu card', destination_url: 'https://shop.example.com/menu' },
	{ name: 'Poster at the station', destination_url: 'https://shop.example.com/station' },
	{ name: 'Spring promo', destination_url: 'https://shop.example.com/spring' },
];

/** The code that most pictures are about, and its oldest neighbour, which is on the second page of the list. */
export const SPRING_PROMO = CAMPAIGNS.at(-1)!;
export const OLDEST_TABLE = 'Table 1';

export interface ShopCode {
	id: string;
	name: string;
	short_url: string;
	destination_url: string;
}

const callApi = async <T>(session: Session, method: 'GET' | 'POST', path: string, data?: object) =>
	(
		await axios.request<{ data: T }>({
			method,
			url: session.apiUrl + path,
			data,
			headers: { Authorization: `Bearer ${KEYS[SHOP_ACCOUNT]}` },
		})
	).data.data;

/** Gives the shop its codes, and the spring promotion some scans of the last days. */
export async function stockShop(session: Session): Promise<void> {
	const sandbox = new SandboxControl(session.sandboxOrigin);
	await sandbox.addQrCodes({
		account: SHOP_ACCOUNT,
		count: TABLES,
		name: 'Table',
		destinationUrl: 'https://shop.example.com/order',
	});
	for (const campaign of CAMPAIGNS) {
		await callApi(session, 'POST', '/qr-codes', { ...campaign, type: 'url', render_customizations: {} });
	}
	const promo = await findShopCode(session, SPRING_PROMO.name);
	const dayMs = 24 * 60 * 60_000;
	await sandbox.addScans({
		qrCodeId: promo.id,
		count: 12,
		fromMs: Date.now() - 3 * dayMs,
		toMs: Date.now() - 60_000,
	});
}

/** One of the codes on the first page of the shop's list, by its name. */
export async function findShopCode(session: Session, name: string): Promise<ShopCode> {
	const codes = await callApi<ShopCode[]>(session, 'GET', '/qr-codes?page=1&limit=100');
	const found = codes.find((code) => code.name === name);
	if (!found) throw new Error(`The shop has no code with the name "${name}" among its newest.`);
	return found;
}

/** A credential as a person would name it; `account` is the label of one of the sandbox's accounts. */
export async function createShopCredential(
	client: N8nClient,
	session: Session,
	account = SHOP_ACCOUNT,
): Promise<CredentialReference> {
	return await client.createCredential({
		name: 'QRCodeStack account',
		type: CREDENTIAL_TYPE,
		data: { apiKey: KEYS[account], baseUrl: session.apiUrl },
	});
}
