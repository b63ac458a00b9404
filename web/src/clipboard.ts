// Copies text, exactly. navigator.clipboard exists only on https and localhost; plain http on the company's net needs the
// old way. There a listener sets the text, since a text area would turn a carriage return in a name into a line feed.
export async function copyText(text: string): Promise<boolean> {
    if (window.isSecureContext) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            // Not allowed here: the old way.
        }
    }
    const before = document.activeElement;
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'off-screen';
    const set = (event: ClipboardEvent): void => {
        event.clipboardData?.setData('text/plain', text);
        event.preventDefault();
    };
    document.body.append(area);
    document.addEventListener('copy', set);
    area.select();
    try {
        return document.execCommand('copy');
    } finally {
        document.removeEventListener('copy', set);
        area.remove();
        if (before instanceof HTMLElement) {
            before.focus();
        }
    }
}
