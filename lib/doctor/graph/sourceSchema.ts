import type { SourceAttribute } from '../../graph/provisioning/sourceAttributes';
import type { Mapping } from '../../mapping/file/parse';
import { enterpriseUser } from '../../scim/schemas';
import { createFindings, type Finding } from '../finding';
import { attributePaths, covers } from './attributePaths';

/** A mapping beside the live schema of its job: what the schema does not know, and what it would clear. */
export function compareSchema(mapping: Mapping, source: readonly SourceAttribute[]): Finding[] {
  const { ok, problem } = createFindings(`mapping ${mapping.feed}`, 'mapping');
  const paths = attributePaths(mapping);
  const missing = paths.filter((path) => !source.some(({ name }) => covers(path, name)));
  const cleared = source.filter(({ flowNullValues }) => flowNullValues).map(({ name }) => name);
  const unsent = cleared.filter((name) => !paths.some((path) => covers(path, name)));
  const omitted = mapping.emptyValues === 'omit' ? cleared.filter((name) => !unsent.includes(name)) : [];
  const findings: Finding[] = [];
  if (missing.length > 0) findings.push(unknown(mapping, missing));
  if (omitted.length > 0) {
    findings.push(
      problem(
        `omits empty fields (emptyValues), and the job has null flow switched on for ${omitted.join(', ')}: an omitted attribute is cleared`,
        'set emptyValues to "null", which says so in the file, or switch null flow off in the job',
      ),
    );
  }
  if (unsent.length > 0) {
    findings.push(
      problem(
        `does not send ${unsent.join(', ')}, for which the job has null flow switched on: what is never sent is cleared, for everybody`,
        'map it, or switch null flow off for it in the job',
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(`the job's schema knows all ${paths.length} attributes that it sends`)];
}

function unknown(mapping: Mapping, missing: readonly string[]): Finding {
  const { warning } = createFindings(`mapping ${mapping.feed}`, 'mapping');
  const urns = extensionsOf(mapping);
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
    `sends what the job's schema does not know, and so nobody gets: ${missing.join(', ')}`,
    [...remedies].join('; '),
  );
}

/** The schema extensions that update-schema can add to. */
const extensionsOf = ({ attributes, extension }: Mapping): string[] =>
  [...Object.keys(attributes), extension?.schema ?? ''].filter(
    (name) => /^urn:/i.test(name) && name !== enterpriseUser,
  );
