import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { pause } from '../e2e/client/waitFor';
import { median } from './row';

/** Fields of /proc/<pid>/stat after the process's name, which may hold spaces; see proc(5). */
const UTIME_AFTER_NAME = 11;
const STIME_AFTER_NAME = 12;
const SAMPLE_EVERY_MS = 50;
const IDLE_SAMPLES = 20;
const IDLE_SAMPLE_EVERY_MS = 250;
const BYTES_PER_MB = 1024 * 1024;

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU seconds that a process has used so far, all of its threads together. */
export function readCpuSeconds(pid: number): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[UTIME_AFTER_NAME]) + Number(fields[STIME_AFTER_NAME])) / ticksPerSecond;
}

/** Memory that a process holds in RAM, in MB. */
export function readMemoryMb(pid: number): number {
	const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
	if (kilobytes === undefined) throw new Error(`/proc/${pid}/status names no VmRSS.`);
	return (Number(kilobytes) * 1024) / BYTES_PER_MB;
}

/** What a process that has nothing to do holds in RAM, in MB: the median of five seconds. */
export async function readIdleMemoryMb(pid: number): Promise<number> {
	const samples: number[] = [];
	for (let sample = 0; sample < IDLE_SAMPLES; sample++) {
		samples.push(readMemoryMb(pid));
		await pause(IDLE_SAMPLE_EVERY_MS);
	}
	return median(samples);
}

/** Watches how much memory a process holds at most. */
export class PeakMemory {
	peakMb: number;
	private readonly timer: NodeJS.Timeout;

	constructor(pid: number) {
		this.peakMb = readMemoryMb(pid);
		this.timer = setInterval(() => (this.peakMb = Math.max(this.peakMb, readMemoryMb(pid))), SAMPLE_EVERY_MS);
	}

	stop(): number {
		clearInterval(this.timer);
		return this.peakMb;
	}
}
