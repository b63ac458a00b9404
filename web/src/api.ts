// Questions to the daemon. A failure is either the daemon's answer (ApiError) or the lack of one (LostError).
// Every answer comes in through send(): what concerns them all has its place there. The events of scans (live_scans.ts) and
// downloads, which are plain links, alone do not.

// What is wrong with a query; the place in characters (code points) of it. length 0: something is missing there.
export interface QueryProblem {
    position: number;
    length: number;
    reason: string;
    remedy: string;
}

export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly kind: string,
        message: string,
        readonly parameter: string,      // '' = none named
        readonly retry_after_s: number,  // 0 = asking again will not help
        readonly problem: QueryProblem | null = null,
    ) {
        super(message);
    }
}

export class LostError extends Error {}

// Called when the daemon does not know who asks (401).
const unknown = new Set<() => void>();
export function onUnknown(watcher: () => void): () => void {
    unknown.add(watcher);
    return () => void unknown.delete(watcher);
}

export async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
    return (await send('GET', url, signal)) as T;
}

export async function command<T>(method: 'POST' | 'DELETE', url: string, body?: unknown): Promise<T> {
    return (await send(method, url, undefined, body)) as T;
}

async function send(method: string, url: string, signal?: AbortSignal, body?: unknown): Promise<unknown> {
    let response: Response;
    let text: string;
    try {
        response = await fetch(url, {
            method,
            cache: 'no-store',
            ...(signal === undefined ? {} : {signal}),
            ...(body === undefined ? {} : {headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}),
        });
        text = await response.text();
    } catch (error) {
        if (signal?.aborted) {
            throw error;
        }
        throw new LostError();
    }
    const answer = parse(text);
    if (response.ok) {
        return answer;
    }
    if (response.status === 401) {
        for (const watcher of unknown) {
            watcher();
        }
    }
    throw apiError(response, answer);
}

function parse(text: string): unknown {
    try {
        return text === '' ? null : JSON.parse(text);
    } catch {
        return null;
    }
}

function apiError(response: Response, answer: unknown): ApiError {
    const body = (answer as {error?: {kind?: string; message?: string; parameter?: string} & Partial<QueryProblem>} | null)?.error;
    const wait_s = Number(response.headers.get('Retry-After') ?? 0);
    const busy = response.status === 503 || response.status === 429;
    return new ApiError(
        response.status, body?.kind ?? '', body?.message ?? `HTTP ${response.status} ${response.statusText}`,
        body?.parameter ?? '', busy ? Math.max(1, Number.isFinite(wait_s) ? wait_s : 1) : 0,
        body?.position === undefined ? null
            : {position: body.position, length: body.length ?? 0, reason: body.reason ?? '', remedy: body.remedy ?? ''},
    );
}
