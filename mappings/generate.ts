import { writeFileSync } from 'node:fs';
import { generateJsonSchema } from '../lib/mapping/file/schema';

/** `npm run schema`: writes the mapping file's JSON Schema from its one definition. */
writeFileSync('mappings/mapping.schema.json', `${JSON.stringify(generateJsonSchema(), null, 2)}\n`);
