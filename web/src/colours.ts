// Light or dark, as the system says unless the reader chose. The style sheets ask the system alone, by media rules: these
// are told the choice.
export const kColours = ['', 'light', 'dark'] as const;
export type Colours = (typeof kColours)[number];  // '' = as the system

const kDarkQuery = '(prefers-color-scheme: dark)';
const rules: CSSMediaRule[] = [];

export function applyColours(colours: Colours): void {
    if (rules.length === 0) {
        rules.push(...Array.from(document.styleSheets, rulesOf).flat());
    }
    for (const rule of rules) {
        rule.media.mediaText = colours === '' ? kDarkQuery : colours === 'dark' ? 'all' : 'not all';
    }
    document.documentElement.style.colorScheme = colours;
}

function rulesOf(sheet: CSSStyleSheet): CSSMediaRule[] {
    return Array.from(sheet.cssRules).filter((rule): rule is CSSMediaRule => rule instanceof CSSMediaRule && /prefers-color-scheme/.test(rule.media.mediaText));
}
