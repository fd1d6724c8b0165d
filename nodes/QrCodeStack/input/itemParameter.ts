import type { IExecuteFunctions } from 'n8n-workflow';

interface KnownParameters {
	/** As they were set, expressions unresolved. */
	asSet: Record<string, unknown>;
	values: Map<string, unknown>;
}

const knownByContext = new WeakMap<IExecuteFunctions, KnownParameters>();

/**
 * A parameter's value for one item. One that holds no expression is the same for all items and read only
 * once: each read takes n8n a good tenth of a millisecond, which thousands of items would feel. What comes
 * back may be shared between items and must not be changed.
 */
export function readItemParameter(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
	fallback: unknown,
): unknown {
	const { asSet, values } = knownOf(context);
	if (values.has(name)) return values.get(name);
	const value: unknown = context.getNodeParameter(name, itemIndex, fallback);
	if (isConstant(asSet[name.split('.')[0]!])) values.set(name, value);
	return value;
}

function knownOf(context: IExecuteFunctions): KnownParameters {
	const known = knownByContext.get(context) ?? { asSet: context.getNode().parameters, values: new Map() };
	knownByContext.set(context, known);
	return known;
}

/** n8n takes a text that begins with an equals sign for an expression, however deep it lies. */
function isConstant(value: unknown): boolean {
	return !(JSON.stringify(value) ?? '').includes('"=');
}
