import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadApp } from '../../local/host/core';
import { startHost } from '../../local/host/host';
import { root } from '../mappingFile';

/**
 * A process that loads an app into the local host, or the host alone where no app is named, and
 * prints what it found.
 */
const began = performance.now();
const [, , entryFile] = process.argv;
const names =
  entryFile === undefined
    ? []
    : startHost({
        app: loadApp(entryFile, () => {}),
        hostJson: JSON.parse(readFileSync(join(root, 'host.json'), 'utf8')),
        connectionString: process.env.HrStorage ?? '',
        log: () => {}, // it is ended before its triggers find out that there is no storage
      }).functionNames;
process.stdout.write(`functions: ${names.join(', ')}, loaded in ${performance.now() - began} ms\n`);
