import { generate } from '../cli/generate';
import { measured } from './measured';

/** The command `generate`, to standard output. */
void measured((file) => generate(file, { mapping: 'mappings/employees.json' }));
