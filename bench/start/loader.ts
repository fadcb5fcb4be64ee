import { loadApp } from '../../local/host/core';

/**
 * A process that loads an app as the worker does, with nothing else in it, and prints what it found.
 */
const began = performance.now();
const [, , entryFile] = process.argv;
const names = entryFile === undefined ? [] : loadApp(entryFile, () => {}).functions.map(({ name }) => name);
process.stdout.write(`functions: ${names.join(', ')}, loaded in ${performance.now() - began} ms\n`);
