import { testRows } from './monthRows';

testRows([
	{ plan: 'Advanced', codes: 50, everyMinutes: 1 },
	{ plan: 'Advanced', codes: 1_000, everyMinutes: 1 },
]);
