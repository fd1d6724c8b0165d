import type { Fault } from './fault';
import { BUDGET_FAULTS } from './faults/budgetFaults';
import { BULK_FAULTS } from './faults/bulkFaults';
import { PAGING_FAULTS, RETRY_FAULTS } from './faults/callFaults';
import { CURSOR_FAULTS } from './faults/cursorFaults';
import { STATE_FAULTS } from './faults/stateFaults';

/** Every fault that the tests have to notice. */
export const FAULTS: readonly Fault[] = [
	...CURSOR_FAULTS,
	...BUDGET_FAULTS,
	...STATE_FAULTS,
	...RETRY_FAULTS,
	...BULK_FAULTS,
	...PAGING_FAULTS,
];
