// A real daemon on a loopback port, over a temporary state folder.
import {spawn} from 'node:child_process';
import {copyFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

const kStart_ms = 30_000;
export const kNobody = 65534;

export function binary() {
    const dir = process.env.TOCD_BINARY_DIR;
    if (!dir) {
        throw new Error('TOCD_BINARY_DIR must name the build folder that holds tocd');
    }
    return join(dir, 'tocd');
}

// Starts `tocd run`; resolves when it serves. port 0: any. program: words that start tocd otherwise, setpriv and the like.
export async function startDaemon(state, directories, port = 0, program = [binary()]) {
    return start([...program, 'run', '--listen', `127.0.0.1:${port}`, '--state', state, ...directories]);
}

// The same with a configuration; `shares` are its entries, `more` other sections.
export async function startConfigured(state, shares, more = {}) {
    const file = join(state, 'tocd.yaml');
    writeFileSync(file, JSON.stringify({shares, catalogue: {path: join(state, 'catalogue.db')}, http: {listen: ['127.0.0.1:0']}, ...more}));
    return start([binary(), '--config', file]);
}

// Words that start tocd so that a mode of 0000 keeps it out: root reads everything, and gives its rights away.
// `folder`: that account may look into it.
export function unprivileged(folder) {
    if (process.getuid() !== 0) {
        return [binary()];
    }
    for (const name of ['tocd', 'tocd-scan']) {  // nobody may not be able to look into the folder of the build
        copyFileSync(join(dirname(binary()), name), join(folder, name));
    }
    return ['setpriv', `--reuid=${kNobody}`, `--regid=${kNobody}`, '--clear-groups', join(folder, 'tocd')];
}

async function start(words) {
    const child = spawn(words[0], words.slice(1), {stdio: ['ignore', 'ignore', 'pipe']});
    let log = '';
    const url = await new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`tocd does not serve after ${kStart_ms} ms:\n${log}`)), kStart_ms);
        child.on('error', reject);
        child.on('exit', (code) => reject(new Error(`tocd ended with ${code}:\n${log}`)));
        child.stderr.setEncoding('utf8').on('data', (text) => {
            log += text;
            const found = /serving url=(http:\/\/\S+)/.exec(log);
            if (found) {
                clearTimeout(timer);
                resolve(found[1]);
            }
        });
    });
    child.removeAllListeners('exit');
    return {
        url,
        port: Number(new URL(url).port),
        log: () => log,
        // Resolves when the process has ended.
        stop: (signal = 'SIGTERM') => new Promise((resolve) => {
            if (child.exitCode !== null || child.signalCode !== null) {
                resolve();
                return;
            }
            child.on('exit', () => resolve());
            child.kill(signal);
        }),
    };
}

async function getJson(url) {
    const response = await fetch(url);
    if (!response.ok) {
        throw new Error(`${url}: ${response.status} ${await response.text()}`);
    }
    return response.json();
}

// Resolves when no scan runs and every share was scanned at least `scans` times.
export async function scanned(url, scans = 1) {
    for (let tries = 0; tries < 600; tries++) {
        const {shares} = await getJson(`${url}/api/v1/shares`);
        const idle = shares.every((s) => s.progress?.state === 'idle' && s.last_scan !== null && Number(s.last_scan.id.slice(1)) >= scans);
        if (shares.length > 0 && idle) {
            return shares;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the scan does not end');
}
