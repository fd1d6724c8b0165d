import { z } from 'zod';
import { invalid, type Issue } from '../server/answers';
import type { QrCodeFields } from '../store/store';

// Lengths, the hex colour and which fields are required are assumed: the vendor documents one example only.
const httpUrl = z.string().max(2048).refine(isHttpUrl, { message: 'must be an http or https URL' });

const renderCustomizations = z
	.object({
		dot_color: z
			.string()
			.regex(/^#[0-9a-f]{6}$/i, 'must be a colour like #0F172A')
			.optional(),
		dot_shape: z.string().min(1).optional(),
		logo_url: httpUrl.optional(),
		frame: z.string().min(1).optional(),
	})
	.passthrough();

const editableFields = {
	name: z.string().trim().min(1, 'must not be empty').max(255),
	type: z.string().min(1),
	destination_url: httpUrl,
	render_customizations: renderCustomizations,
};

const creationSchema = z
	.object({
		...editableFields,
		type: editableFields.type.default('url'),
		render_customizations: renderCustomizations.default({}),
	})
	.passthrough();

const updateSchema = z
	.object(editableFields)
	.partial()
	.passthrough()
	.refine((body) => Object.keys(body).length > 0, { message: 'There is nothing to update' });

/** Fields that only the API writes; a body that names them is not wrong, they are ignored. */
const READ_ONLY_FIELDS = ['id', 'short_url', 'scan_count', 'created_at', 'updated_at', 'deleted_at'];

export function parseCreation(body: unknown): { fields: QrCodeFields } | { issues: Issue[] } {
	const result = creationSchema.safeParse(body);
	return result.success ? { fields: withoutReadOnly(result.data) } : { issues: toIssues(result.error) };
}

/** The changes in the body of a PATCH; refuses an invalid or empty one. */
export function parseUpdate(body: unknown): Partial<QrCodeFields> {
	const result = updateSchema.safeParse(body);
	if (!result.success) throw invalid(toIssues(result.error));
	return withoutReadOnly(result.data);
}

export function toIssues(error: z.ZodError): Issue[] {
	return error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
}

function withoutReadOnly<T extends object>(body: T): T {
	return Object.fromEntries(Object.entries(body).filter(([field]) => !READ_ONLY_FIELDS.includes(field))) as T;
}

function isHttpUrl(text: string): boolean {
	if (!URL.canParse(text)) return false;
	return ['http:', 'https:'].includes(new URL(text).protocol);
}
