import type { INodeProperties } from 'n8n-workflow';

/** An operation, as the values of the two drop-downs name it. */
export interface Place {
	resource: string;
	operation: string;
}

interface SharedField {
	field: INodeProperties;
	/** The field as JSON: two with the same text are the same field. */
	text: string;
	places: Place[];
}

/**
 * The fields of all operations, each shown for its own operations only and in their order. What several have in
 * common stands in the list once: n8n reads the list at each start and sends it to every browser.
 */
export function shareFields(
	operations: ReadonlyArray<Place & { fields: INodeProperties[] }>,
): INodeProperties[] {
	const shared: SharedField[] = [];
	for (const { fields, ...place } of operations) {
		// from the last to the first, so that a new field stands as late as it can: others may still share it
		let end = shared.length;
		for (const field of [...fields].reverse()) {
			const text = JSON.stringify(field);
			const isTwin = (other: SharedField, index: number) =>
				index < end && other.text === text && canShow([...other.places, place], operations);
			const twin = shared.findLastIndex(isTwin);
			if (twin < 0) shared.splice(end, 0, { field, text, places: [place] });
			else {
				shared[twin]!.places.push(place);
				end = twin;
			}
		}
	}
	return shared.map(showInPlaces);
}

/** n8n shows a field for each of its resources with each of its operations: no other operation must be among them. */
function canShow(places: Place[], all: readonly Place[]): boolean {
	const resources = new Set(places.map(({ resource }) => resource));
	const operations = new Set(places.map(({ operation }) => operation));
	const shown = all.filter(({ resource, operation }) => resources.has(resource) && operations.has(operation));
	return shown.length === places.length;
}

function showInPlaces({ field, places }: SharedField): INodeProperties {
	const show = {
		resource: [...new Set(places.map(({ resource }) => resource))],
		operation: [...new Set(places.map(({ operation }) => operation))],
		...field.displayOptions?.show,
	};
	return { ...field, displayOptions: { ...field.displayOptions, show } };
}
