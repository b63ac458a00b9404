// A real daemon on a loopback port, over a temporary state folder.
import {spawn} from 'node:child_process';
import {join} from 'node:path';

const kStart_ms = 30_000;

export function binary() {
    const dir = process.env.TOCD_BINARY_DIR;
    if (!dir) {
        throw new Error('TOCD_BINARY_DIR must name the build folder that holds tocd');
    }
    return join(dir, 'tocd');
}

// Starts `tocd run`; resolves when it serves. port 0: any. program: words that start tocd otherwise, setpriv and the like.
export async function startDaemon(state, directories, port = 0, program = [binary()]) {
    const child = spawn(program[0], [...program.slice(1), 'run', '--listen', `127.0.0.1:${port}`, '--state', state, ...directories], {stdio: ['ignore', 'ignore', 'pipe']});
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
