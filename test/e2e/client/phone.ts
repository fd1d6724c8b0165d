import axios from 'axios';

const PHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

/** Follows a short link the way a phone does that has just read the code; answers where the redirect leads. */
export async function scanLikeAPhone(shortUrl: string): Promise<string> {
	const { status, headers } = await axios.get<unknown>(shortUrl, {
		headers: { 'user-agent': PHONE },
		maxRedirects: 0,
		validateStatus: () => true,
		timeout: 30_000,
	});
	const { location } = headers as Record<string, string | undefined>;
	if (status !== 302 || !location) throw new Error(`${shortUrl} answered ${status} and no redirect.`);
	return location;
}
