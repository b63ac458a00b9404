// A temporary tree with ordinary files and with every kind of odd name that the kernel allows.
import {mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export const kOddNames = {
    html: '<img src=x onerror=alert(1)>.csv',
    script: '"><script>alert(2)<\u2215script>.txt',
    bidi: 'evil\u202efdp.exe',
    newline: 'line\nbreak.txt',
    carriage: 'carriage\rreturn.txt',
    escape: 'esc\u001b[31mred.txt',
    emoji: 'emoji 👩‍🔬 lab 🚀.h5',
    blanks: '  two  blanks .txt',
    quotes: `it's "quoted" & $HOME \`id\`.txt`,
    percent: '100%41+1#?&=.txt',
    combining: 'cafe\u0301 man\u0303ana.txt',
    long: `${'n'.repeat(251)}.dat`,  // 255 bytes
    type: 'of type.<b onload=a()>',
    literal: '\\xe9 is text.txt',
};
export const kRawName = Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x2e, 0x63, 0x73, 0x76]);       // caf\xe9.csv
export const kRawDirectory = Buffer.from([0x64, 0xff, 0x20, 0x26]);                          // d\xff &
export const kOddDirectory = 'line\nand \u202eeml.dir <i>';
export const kRuns = 230;  // more than two pages

// Folders: root/data is the share; root/state is for the daemon.
export function makeTree() {
    const root = mkdtempSync(join(tmpdir(), 'tocd-page-'));
    const data = join(root, 'data');
    const odd = join(data, 'odd <b>names<\u2215b>');
    const runs = join(data, 'projects', '2015', 'P-11273 weld seams');
    for (const dir of [odd, runs, join(data, 'empty'), join(root, 'state')]) {
        mkdirSync(dir, {recursive: true});
    }
    for (const name of Object.values(kOddNames)) {
        writeFileSync(join(odd, name), name);
    }
    writeFileSync(Buffer.concat([Buffer.from(odd + '/'), kRawName]), 'raw');
    const raw_dir = Buffer.concat([Buffer.from(data + '/'), kRawDirectory]);
    mkdirSync(raw_dir);
    writeFileSync(Buffer.concat([raw_dir, Buffer.from('/inner.dat')]), 'inner');
    mkdirSync(join(data, kOddDirectory));
    writeFileSync(join(data, kOddDirectory, 'inside.dat'), 'inside');
    for (let i = 0; i < kRuns; i++) {
        const file = join(runs, `weld_run_${String(i).padStart(3, '0')}.h5`);
        writeFileSync(file, '');
        truncateSync(file, 1024 * (i + 1));  // holes: no disk is used
        utimesSync(file, 1_400_000_000 + i * 86_400, 1_400_000_000 + i * 86_400);
    }
    writeFileSync(join(data, 'README.txt'), 'x'.repeat(3000));
    return {root, data, odd, runs, raw_dir, state: join(root, 'state'), remove: () => rmSync(root, {recursive: true, force: true})};
}
