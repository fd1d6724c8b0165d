import { testRows } from './monthRows';

testRows([
	{ plan: 'Pro', codes: 1, everyMinutes: 1 },
	{ plan: 'Pro', codes: 50, everyMinutes: 1 },
	{ plan: 'Pro', codes: 250, everyMinutes: 1 },
	{ plan: 'Pro', codes: 250, everyMinutes: 120 },
]);
