import { join } from 'node:path';

/** The repository: this file is dist/bench/mappingFile.js when it runs. */
export const root = join(__dirname, '..', '..');

/** The mapping that all contestants use, or stand for. */
export const mappingFile = join(root, 'test', 'fixtures', 'mappings', 'employees.json');
