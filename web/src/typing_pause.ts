// How long what is typed waits before it is applied: letters that follow on each other closely go together, one after a
// rest goes at once.

const kTogether_ms = 80;  // between two keys of a burst, or of one that is held down
const kPause_ms = 40;     // after the last of them

// `gap_ms`: since the key before.
export function typingPause(gap_ms: number): number {
    return gap_ms < kTogether_ms ? kPause_ms : 0;
}
