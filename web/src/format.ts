// Numbers, sizes and times for people, in the browser's language. Sizes count in 1024s, as the API's filters do, and say so.

const kUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

const whole = new Intl.NumberFormat(undefined, {maximumFractionDigits: 0});
const one = new Intl.NumberFormat(undefined, {minimumFractionDigits: 1, maximumFractionDigits: 1});
const compact = new Intl.NumberFormat(undefined, {notation: 'compact', maximumSignificantDigits: 3});
const percent = new Intl.NumberFormat(undefined, {style: 'percent', maximumFractionDigits: 1});
const moment = new Intl.DateTimeFormat(undefined, {
    year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(undefined, {year: 'numeric', month: 'short', day: '2-digit'});
const relative = new Intl.RelativeTimeFormat(undefined, {numeric: 'auto'});

export function formatCount(n: number): string {
    return whole.format(n);
}

// Where there is little room: "12.3K". Below ten thousand all digits.
export function formatCompact(n: number): string {
    return n < 10_000 ? whole.format(n) : compact.format(n);
}

// Three significant places at most: "999 B", "1.5 KiB", "24.0 GiB", "512 GiB".
export function formatSize(bytes: number): string {
    let value = bytes;
    let unit = 0;
    while (value >= 1023.95 && unit < kUnits.length - 1) {
        value /= 1024;
        unit++;
    }
    const text = unit === 0 || value >= 99.95 ? whole.format(value) : one.format(value);
    return `${text} ${kUnits[unit] ?? ''}`;
}

export function formatPercent(part: number, total: number): string {
    return percent.format(total > 0 ? part / total : 0);
}

// `iso`: what the API gives. A time no Date can hold is shown as it came.
export function formatTime(iso: string): string {
    const date = new Date(iso);
    return Number.isNaN(date.getTime()) ? iso : moment.format(date);
}

export function formatDate(iso: string): string {
    const date = new Date(iso);
    return Number.isNaN(date.getTime()) ? iso : day.format(date);
}

// "5 minutes ago", "in 2 hours", "3 years ago".
export function formatAge(iso: string, now_ms: number): string {
    const seconds = (new Date(iso).getTime() - now_ms) / 1000;
    if (Number.isNaN(seconds)) {
        return '';
    }
    const steps: [Intl.RelativeTimeFormatUnit, number][] = [
        ['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3600], ['minute', 60],
    ];
    for (const [unit, length] of steps) {
        if (Math.abs(seconds) >= length) {
            return relative.format(Math.trunc(seconds / length), unit);
        }
    }
    return relative.format(Math.trunc(seconds), 'second');
}

// "350 µs", "1.5 ms", then as formatDuration.
export function formatMicroseconds(us: number): string {
    return us < 1000 ? `${whole.format(us)} µs` : us < 10_000 ? `${one.format(us / 1000)} ms` : formatDuration(us / 1000);
}

// "85 ms", "4.2 s", "3 min 20 s", "2 h 5 min".
export function formatDuration(ms: number): string {
    if (ms < 1000) {
        return `${whole.format(ms)} ms`;
    }
    const seconds = ms / 1000;
    if (seconds < 60) {
        return `${one.format(seconds)} s`;
    }
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) {
        return `${minutes} min ${Math.floor(seconds % 60)} s`;
    }
    return `${whole.format(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}
