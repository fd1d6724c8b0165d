import type { Fault } from './fault';
import { BUDGET_FAULTS } from './faults/budgetFaults';
import { BULK_FAULTS } from './faults/bulkFaults';
import { PAGING_FAULTS, RETRY_FAULTS } from './faults/callFaults';
import { CAMPAIGN_FAULTS } from './faults/campaignFaults';
import { CURSOR_FAULTS } from './faults/cursorFaults';
import { EVENT_FAULTS } from './faults/eventFaults';
import { INPUT_FAULTS } from './faults/inputFaults';
import { STATE_FAULTS } from './faults/stateFaults';

/** Every fault that the tests have to notice. */
export const FAULTS: readonly Fault[] = [
	...CURSOR_FAULTS,
	...BUDGET_FAULTS,
	...STATE_FAULTS,
	...RETRY_FAULTS,
	...BULK_FAULTS,
	...PAGING_FAULTS,
	...INPUT_FAULTS,
	...CAMPAIGN_FAULTS,
	...EVENT_FAULTS,
];
