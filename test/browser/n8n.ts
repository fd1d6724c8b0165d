import { N8nClient } from '../e2e/client/n8nClient';
import { readSession } from '../e2e/client/session';

/** What the set-up of the run has started. */
export const session = readSession();

/** n8n's own way in, for what a test needs to be there before it looks at the editor. */
export const client = new N8nClient(session.n8nUrl, session.loginCookie);
