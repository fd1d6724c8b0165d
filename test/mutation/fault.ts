/** A deliberate mistake in the code, which some test has to notice. */
export interface Fault {
	/** What the code does wrong, as a person would report it. */
	name: string;
	/** From the root of the repository. */
	file: string;
	/** Occurs exactly once in `file`. */
	find: string;
	replace: string;
	/** What it would cost somebody who uses the trigger. */
	why: string;
	/** Path patterns of the test files that are run, as jest takes them. */
	tests: readonly string[];
	/** In files that take long, the tests that are run: a regular expression for their names. */
	only?: string;
}

/** Puts the fault into the text of its file. */
export function applyFault({ find, replace }: Fault, text: string): string {
	const at = text.indexOf(find);
	return text.slice(0, at) + replace + text.slice(at + find.length);
}

/** How often the place that the fault changes is there: anything but once, and the fault is out of date. */
export function countPlaces({ find }: Fault, text: string): number {
	return text.split(find).length - 1;
}
