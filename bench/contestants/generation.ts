import { generate } from '../../cli/generate';
import { mappingFile } from '../mappingFile';

/** The command `generate`, to standard output: it inspects, keeps the operations in a file meanwhile, and writes. */
export const run = (file: string): Promise<number> => generate(file, { mapping: mappingFile });
