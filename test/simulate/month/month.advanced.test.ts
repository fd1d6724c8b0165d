import { testRows } from './monthRows';

testRows([
	{ plan: 'Advanced', codes: 1, everyMinutes: 1 },
	{ plan: 'Advanced', codes: 250, everyMinutes: 1 },
	{ plan: 'Advanced', codes: 1_000, everyMinutes: 60 },
]);
