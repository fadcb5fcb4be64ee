import type { SourceAttribute } from '../../graph/provisioning/sourceAttributes';
import type { Mapping } from '../../mapping/file/parse';
import { enterpriseUser } from '../../scim/schemas';
import { createFindings, type Finding } from '../finding';
import { coversAttribute, listAttributePaths } from './attributePaths';

/**
 * Compares a mapping with the schema of its job: attributes that the schema does not have, and
 * attributes that Entra would clear.
 */
export function compareMappingWithSchema(mapping: Mapping, source: readonly SourceAttribute[]): Finding[] {
  const { ok, problem } = createFindings(`mapping ${mapping.feed}`, 'mapping');
  const paths = listAttributePaths(mapping);
  const missing = paths.filter((path) => !source.some(({ name }) => coversAttribute(path, name)));
  const cleared = source.filter(({ flowNullValues }) => flowNullValues).map(({ name }) => name);
  const unsent = cleared.filter((name) => !paths.some((path) => coversAttribute(path, name)));
  const omitted = mapping.emptyValues === 'omit' ? cleared.filter((name) => !unsent.includes(name)) : [];
  const findings: Finding[] = [];
  if (missing.length > 0) findings.push(unknown(mapping, missing));
  if (omitted.length > 0) {
    findings.push(
      problem(
        `omits empty fields (emptyValues), but the job has null flow on for ${omitted.join(', ')}. Entra clears an omitted attribute`,
        'set emptyValues to "null" in the mapping file, or switch null flow off in the job',
      ),
    );
  }
  if (unsent.length > 0) {
    findings.push(
      problem(
        `does not send ${unsent.join(', ')}, but the job has null flow on for it. Entra clears it for everybody`,
        'map it, or switch null flow off for it in the job',
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(`all its ${paths.length} attributes are in the job's schema`)];
}

function unknown(mapping: Mapping, missing: readonly string[]): Finding {
  const { warning } = createFindings(`mapping ${mapping.feed}`, 'mapping');
  const urns = listExtensions(mapping);
  const urnOf = (path: string): string | undefined => urns.find((urn) => path === urn || path.startsWith(`${urn}:`));
  const app = mapping.provisioningJob?.servicePrincipalId ?? '<id>';
  const remedies = new Set(
    missing
      .map(urnOf)
      .map((urn) =>
        urn === undefined
          ? 'add the attributes of the standard schemas to the attribute list of the job in the Entra portal'
          : `csv2scim update-schema <csv> --schema ${urn} --service-principal-id ${app}`,
      ),
  );
  return warning(
    `sends attributes that are not in the job's schema, so Entra ignores them: ${missing.join(', ')}`,
    [...remedies].join('; '),
  );
}

/** Lists the schema extensions that update-schema can add attributes to. */
const listExtensions = ({ attributes, extension }: Mapping): string[] =>
  [...Object.keys(attributes), extension?.schema ?? ''].filter(
    (name) => /^urn:/i.test(name) && name !== enterpriseUser,
  );
