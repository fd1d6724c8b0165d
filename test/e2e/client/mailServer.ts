import type { AddressInfo } from 'node:net';

import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** An SMTP server on loopback that keeps the mails which n8n sends. */
export interface MailServer {
	port: number;
	/** In the order in which they came. */
	mails: ParsedMail[];
	close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
	const mails: ParsedMail[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS', 'AUTH'],
		onData: (stream, _session, callback) => {
			// images stay attachments: mailparser would put them into the text as data: addresses
			simpleParser(stream, { skipImageLinks: true })
				.then((mail) => void mails.push(mail))
				.then(() => callback(), callback);
		},
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.server.address() as AddressInfo).port,
		mails,
		close: async () => await new Promise<void>((resolve) => server.close(resolve)),
	};
}
