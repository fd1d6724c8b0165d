import { rmSync } from 'node:fs';

// a whole run would leave hundreds of these folders behind
afterAll(() => rmSync(process.env.N8N_USER_FOLDER!, { recursive: true, force: true }));
