import { writeFileSync } from 'node:fs';
import { mappingJsonSchema } from '../lib/mapping/file/schema';

/** `npm run schema`: writes the mapping file's JSON Schema from its one definition. */
writeFileSync('mappings/mapping.schema.json', `${JSON.stringify(mappingJsonSchema(), null, 2)}\n`);
