import type { ScanFilters } from '../../nodes/QrCodeStackTrigger/settings/settings';

/** Filters that let everything through. */
export const NO_FILTERS: ScanFilters = {
	countries: [],
	cities: [],
	devices: [],
	operatingSystems: [],
	browsers: [],
	referrerContains: '',
	firstScanOnly: false,
};
