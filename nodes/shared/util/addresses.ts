/** Addresses that the vendor published (API reference page), as people type and read them. */

export const DEFAULT_BASE_URL = 'https://qrcodestack.com/api/v1';

/** Where a person makes and revokes keys. */
export const KEYS_PAGE_URL = 'https://qrcodestack.com/qr-dashboard/integrations';

/** B11: the dashboard, as far as it is known: the page of the keys stands below it. */
export const DASHBOARD_URL = 'https://qrcodestack.com/qr-dashboard/';
