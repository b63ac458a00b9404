// The bars of a small histogram by year.

export interface YearFiles {
    year: number;
    files: number;
}

const kMostBars = 24;

// Every year between the first and the last; where these lie far apart, those with files alone, the last ones.
export function barsOf(years: readonly YearFiles[]): YearFiles[] {
    const first = years[0]?.year ?? 0;
    const last = years.at(-1)?.year ?? 0;
    if (years.length === 0 || last - first >= kMostBars) {
        return years.slice(-kMostBars);
    }
    return Array.from({length: last - first + 1}, (_, i) => ({year: first + i, files: years.find((y) => y.year === first + i)?.files ?? 0}));
}
