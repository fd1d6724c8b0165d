import type { ListEventSettings } from '../settings/settings';
import { changedCodeRule } from './changes';
import type { CodeRule } from './codeRule';
import { deletedCodeRule } from './deletions';
import { milestoneRule } from './milestones';
import { newCodeRule } from './newCodes';
import { quietRule } from './quiet';

/** An event that shows in the list of codes. */
export type CodeEventSettings = Exclude<ListEventSettings, { kind: 'apiCallsUsed' }>;

/** When an event has happened to a code. */
export function ruleOf(event: CodeEventSettings): CodeRule {
	switch (event.kind) {
		case 'scanMilestone':
			return milestoneRule(event);
		case 'quietQrCode':
			return quietRule(event.quietMs);
		case 'newQrCode':
			return newCodeRule;
		case 'changedQrCode':
			return changedCodeRule;
		case 'deletedQrCode':
			return deletedCodeRule;
	}
}
