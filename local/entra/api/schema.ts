import { createErrorReply, type Route } from '../http/router';
import { isObject, parseObject } from '../tenant/json';
import { handleJob, jobReadPermissions, jobWritePermissions } from './jobs';

const path = '/servicePrincipals/:servicePrincipalId/synchronization/jobs/:jobId/schema';

/** The synchronization schema of a job. A PUT replaces all of it. Staged users are kept. */
export const schema: readonly Route[] = [
  {
    method: 'GET',
    path,
    permissions: jobReadPermissions,
    handle: handleJob((job) => ({ status: 200, body: job.schema })),
  },
  {
    method: 'PUT',
    path,
    permissions: jobWritePermissions,
    handle: handleJob((job, { body }) => {
      const wrong = findProblem(body);
      if (wrong !== undefined) return createErrorReply(400, 'BadRequest', wrong);
      job.schema = body;
      return { status: 204 };
    }),
  },
];

function findProblem(body: string): string | undefined {
  const put = parseObject(body);
  if (put === undefined) return 'The body is not a JSON object.';
  const { directories, synchronizationRules } = put;
  if (!Array.isArray(directories) || directories.length === 0) return 'directories must be an array with entries.';
  if (!Array.isArray(synchronizationRules) || synchronizationRules.length === 0)
    return 'synchronizationRules must be an array with entries.';
  const names = directories.map((directory: unknown) => (isObject(directory) ? directory.name : undefined));
  const sound = synchronizationRules.every(
    (rule: unknown) =>
      isObject(rule) && names.includes(rule.sourceDirectoryName) && names.includes(rule.targetDirectoryName),
  );
  return sound ? undefined : 'A synchronization rule names a directory that the schema does not have.';
}
