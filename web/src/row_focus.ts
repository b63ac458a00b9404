// Moving the keyboard focus among the rows of results. Each row has one link marked data-focus="row"; only one of them is
// a tab stop, so that Tab passes a thousand rows in one step.

const kRow = '[data-focus="row"]';

export function focusFirstRow(): void {
    document.querySelector<HTMLElement>(`main ${kRow}`)?.focus();
}

export function focusRowOf(id: string): void {
    document.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(id)}"] ${kRow}`)?.focus();
}

// The row that an arrow key leads to, from the row in which `target` lies; null: none, or another key.
export function rowByKey(target: EventTarget | null, key: string): HTMLTableRowElement | null {
    if (!(target instanceof Element)) {
        return null;
    }
    const row = target.closest('tr');
    const rows = row?.parentElement;
    if (row === null || rows === null || rows === undefined) {
        return null;
    }
    const next = key === 'ArrowDown' ? row.nextElementSibling
        : key === 'ArrowUp' ? row.previousElementSibling
        : key === 'Home' ? rows.firstElementChild
        : key === 'End' ? rows.lastElementChild
        : null;
    return next instanceof HTMLTableRowElement ? next : null;
}

export function focusRow(row: HTMLTableRowElement): void {
    const link = row.querySelector<HTMLElement>(kRow);
    link?.focus({preventScroll: true});
    row.scrollIntoView({block: 'nearest'});
}
