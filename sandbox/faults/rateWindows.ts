import type { RetryAfterForm } from '../variants/variants';

export interface RateLimits {
	windowMs: number;
	perMinute: number;
	perMonth: number;
}

export interface RateRefusal {
	window: 'minute' | 'month';
	retryAfterMs: number;
}

/** Longer than any month and than the longest timer that JavaScript can set (24.8 days). */
const HUGE_RETRY_AFTER_SECONDS = 31 * 24 * 60 * 60;

/** The two fixed windows of one account. A minute's window opens with the first request that it counts. */
export class RateWindows {
	private windowStartMs = -Infinity;
	private windowUsed = 0;
	private monthStartMs = -Infinity;
	private monthUsed = 0;

	constructor(public limits: RateLimits) {}

	/** Counts a request, or says why it is refused; a refused request counts in neither window. */
	take(nowMs: number): RateRefusal | undefined {
		this.roll(nowMs);
		if (this.monthUsed >= this.limits.perMonth) {
			return { window: 'month', retryAfterMs: nextMonthStartMs(nowMs) - nowMs };
		}
		if (this.windowUsed >= this.limits.perMinute) {
			return { window: 'minute', retryAfterMs: this.windowEndMs(nowMs) - nowMs };
		}
		if (this.windowUsed === 0) this.windowStartMs = nowMs;
		this.windowUsed += 1;
		this.monthUsed += 1;
		return undefined;
	}

	usedThisMonth(nowMs: number): number {
		this.roll(nowMs);
		return this.monthUsed;
	}

	setUsedThisMonth(used: number, nowMs: number): void {
		this.roll(nowMs);
		this.monthUsed = used;
	}

	/** The minute's window as X-RateLimit-* headers. */
	headers(nowMs: number): Record<string, string> {
		this.roll(nowMs);
		return {
			'x-ratelimit-limit': String(this.limits.perMinute),
			'x-ratelimit-remaining': String(Math.max(0, this.limits.perMinute - this.windowUsed)),
			'x-ratelimit-reset': String(Math.ceil(this.windowEndMs(nowMs) / 1000)),
		};
	}

	/** A window that has counted nothing yet would open now. */
	private windowEndMs(nowMs: number): number {
		return (this.windowUsed === 0 ? nowMs : this.windowStartMs) + this.limits.windowMs;
	}

	private roll(nowMs: number): void {
		if (nowMs >= this.windowEndMs(nowMs)) this.windowUsed = 0;
		const monthStartMs = startOfMonthMs(nowMs);
		if (monthStartMs !== this.monthStartMs) {
			this.monthStartMs = monthStartMs;
			this.monthUsed = 0;
		}
	}
}

/** A Retry-After header in the given form, or none. */
export function toRetryAfterHeader(
	form: RetryAfterForm,
	waitMs: number,
	nowMs: number,
): Record<string, string> {
	const value = toRetryAfterValue(form, waitMs, nowMs);
	return value === undefined ? {} : { 'retry-after': value };
}

function toRetryAfterValue(form: RetryAfterForm, waitMs: number, nowMs: number): string | undefined {
	switch (form) {
		case 'seconds':
			return String(Math.max(1, Math.ceil(waitMs / 1000)));
		case 'http_date':
			// An HTTP date has whole seconds: rounding down would reopen the window too early.
			return new Date(Math.ceil((nowMs + waitMs) / 1000) * 1000).toUTCString();
		case 'missing':
			return undefined;
		case 'zero':
			return '0';
		case 'negative':
			return '-30';
		case 'garbage':
			return 'soon';
		case 'huge':
			return String(HUGE_RETRY_AFTER_SECONDS);
	}
}

function startOfMonthMs(nowMs: number): number {
	const now = new Date(nowMs);
	return Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
}

function nextMonthStartMs(nowMs: number): number {
	const now = new Date(nowMs);
	return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
}
