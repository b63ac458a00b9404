// The bars of a small histogram by time.

export interface PeriodFiles {
    period: string;  // "2015" or "2015-03"
    files: number;
}

const kMostBars = 24;

// Every period between the first and the last; where these lie far apart, those with files alone, the last ones.
export function barsOf(periods: readonly PeriodFiles[]): PeriodFiles[] {
    const first = numberOf(periods[0]?.period ?? '');
    const last = numberOf(periods.at(-1)?.period ?? '');
    if (periods.length === 0 || last - first >= kMostBars) {
        return periods.slice(-kMostBars);
    }
    const by_month = periods[0]?.period.includes('-') === true;
    return Array.from({length: last - first + 1}, (_, i) => {
        const period = textOf(first + i, by_month);
        return {period, files: periods.find((p) => p.period === period)?.files ?? 0};
    });
}

function numberOf(period: string): number {
    const [year = '0', month] = period.split('-');
    return month === undefined ? Number(year) : Number(year) * 12 + Number(month) - 1;
}

function textOf(number: number, by_month: boolean): string {
    return by_month ? `${Math.floor(number / 12)}-${String(number % 12 + 1).padStart(2, '0')}` : String(number);
}
