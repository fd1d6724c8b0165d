import axios from 'axios';

import { waitFor } from './waitFor';

const TIMEOUT_MS = 30_000;

/** A file that a person hands to a form, or gets from it. */
export interface FormFile {
	name: string;
	text: string;
}

/** A file as its bytes, and what a person fills in beside it, in the order of the form's fields. */
export interface FormEntry {
	name: string;
	bytes: Uint8Array;
	answers: readonly string[];
}

/**
 * Fills in a published form whose first field takes a file, and goes on to its last page as a browser would.
 * @returns the HTML of that page, and the file that it hands over.
 */
export async function submitFile(
	n8nUrl: string,
	formPath: string,
	{ name, bytes, answers }: FormEntry,
): Promise<{ html: string; file: FormFile }> {
	const http = axios.create({ baseURL: n8nUrl, timeout: TIMEOUT_MS, validateStatus: () => true });
	const post = async () => {
		const form = new FormData();
		form.append('field-0', new Blob([bytes as never]), name);
		for (const [index, answer] of answers.entries()) form.append(`field-${index + 1}`, answer);
		const { data } = await http.post<{ formWaitingUrl?: string }>(`/form/${formPath}`, form);
		return data.formWaitingUrl;
	};
	// n8n 2.x answers an activation before the form is there
	const waitingUrl = await waitFor(post, { what: `the form ${formPath}`, timeoutMs: TIMEOUT_MS });
	// the address is made from n8n's own idea of its host
	const { pathname, search } = new URL(waitingUrl);
	const hasNextPage = async () => {
		const { data } = await http.get<unknown>(`${pathname}/n8n-execution-status${search}`);
		return String(data).trim() === 'form-waiting' ? true : undefined;
	};
	await waitFor(hasNextPage, { what: 'the last page of the form', timeoutMs: TIMEOUT_MS });
	const { data: html } = await http.get<string>(`${pathname}${search}`, { responseType: 'text' });
	// the page itself does this: only then does the execution end
	await http.post(`${pathname}${search}`);
	return { html, file: readFile(html) };
}

interface EmbeddedFile {
	fileName: string;
	data: string | { type: 'Buffer'; data: number[] };
}

/** The page's script holds the file; n8n 1.x has one there, n8n 2.x a list. */
function readFile(html: string): FormFile {
	const [, encoded] = /JSON\.parse\(decodeURIComponent\("([^"]+)"\)\)/.exec(html) ?? [];
	if (!encoded) throw new Error('The last page of the form hands over no file.');
	const [file] = [JSON.parse(decodeURIComponent(encoded)) as EmbeddedFile | EmbeddedFile[]].flat();
	const { fileName, data } = file!;
	return { name: fileName, text: typeof data === 'string' ? data : Buffer.from(data.data).toString() };
}
