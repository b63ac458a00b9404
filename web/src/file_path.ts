// The path of a row, which has its directory and its name.
import type {FileRowInfo} from './columns.ts';
import {encodedPath, type EncodedPath, isText} from './path_bytes.ts';
import {shellWord} from './shell.ts';

export function pathOfFile(file: FileRowInfo): EncodedPath {
    const directory = encodedPath(file.directory, file.directory_base64);
    return (directory === '/' ? '/' : directory + '/') + encodedPath(file.name, file.name_base64) as EncodedPath;
}

// As it is shown; bytes that are not UTF-8 as \xHH.
export function pathText(file: FileRowInfo): string {
    return (file.directory === '/' ? '/' : file.directory + '/') + file.name;
}

// What a program takes: the path itself, or where that is no text a word of a shell that stands for it.
export function copiedPath(file: FileRowInfo): string {
    const path = pathOfFile(file);
    return isText(path) ? pathText(file) : shellWord(path);
}
