import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { infra } from './bicepText';

const workflow = readFileSync(join(infra, '..', '.github', 'workflows', 'ci.yml'), 'utf8');

/** What the workflow may not do. @returns each violation */
function workflowProblems(text: string): string[] {
  const jobs = new Map(
    [...text.matchAll(/^ {2}(\w+):[^\n]*\n((?: {4}.*\n|\n)+)/gm)].map(([, name = '', body = '']) => [name, body]),
  );
  const [tested = '', preview = '', deploy = ''] = ['test', 'preview', 'deploy'].map((name) => jobs.get(name) ?? '');
  const [, artifact = ''] = /upload-artifact@.*\n *with:\n *name: (\w+)/.exec(tested) ?? [];
  const rules: [boolean, string][] = [
    [/run: \.ci\/run\n/.test(tested), 'the test job must call .ci/run'],
    [!/\b(?:npm|npx|node|azd|\.ci)\b/.test(runsOf(preview)), 'the preview must run no script of the pull request'],
    [
      runsOf(preview).includes('what-if') && preview.includes('ProviderNoRbac'),
      'the preview must need no write permission',
    ],
    [!/\b(?:npm|npx|\.ci)\b/.test(runsOf(deploy)), 'the deploying job must run no npm code'],
    [
      artifact !== '' && new RegExp(`download-artifact@.*\\n *with:\\n *name: ${artifact}\\n`).test(deploy),
      'the deploying job must fetch what was tested',
    ],
    [
      /azd deploy app --from-package "\$RUNNER_TEMP\/app\.zip"/.test(deploy),
      'the deploying job must deploy what was tested',
    ],
    [deploy.includes('needs: test\n') && preview.includes('needs: test\n'), 'both must wait for the tests'],
  ];
  return [
    ...[...text.matchAll(/uses: (.*)/g)].flatMap(([, action = '']) =>
      /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action) ? [] : [`${action} must be pinned by commit`],
    ),
    ...rules.flatMap(([isKept, rule]) => (isKept ? [] : [rule])),
  ];
}

/** The commands of a job. */
const runsOf = (job: string): string =>
  [...job.matchAll(/^ {6,8}(?:- )?run: (.*(?:\n {10}.*)*)/gm)].map(([, command]) => command).join('\n');

test('the workflow deploys what was tested, with pinned actions, and previews without write permission', () => {
  expect(workflow.match(/uses: /g)?.length).toBeGreaterThan(5);
  expect(workflowProblems(workflow)).toEqual([]);
});

const violations: [string, string | RegExp, string, RegExp][] = [
  ['an action by its tag', /checkout@[0-9a-f]{40} # v[\d.]+/, 'checkout@v7', /checkout@v7 must be pinned/],
  ['a short commit', /(login@[0-9a-f]{12})[0-9a-f]*/, 'azure/login@0123456', /must be pinned/],
  ['npm in the deploying job', '- run: azd provision', '- run: npm ci\n      - run: azd provision', /no npm code/],
  ['a package that was not tested', ' --from-package "$RUNNER_TEMP/app.zip"', '', /deploy what was tested/],
  ['another artifact', /(download-artifact@.*\n *with:\n *name: )app/, '$1other', /fetch what was tested/],
  ['a preview that checks write permissions', 'ProviderNoRbac', 'Provider', /no write permission/],
  ['a preview that runs a script', 'az deployment group what-if', 'node infra/x.mjs what-if', /no script of the pull/],
  ['a deployment before the tests', /needs: test\n/g, '', /wait for the tests/],
  ['tests of its own', 'run: .ci/run', 'run: npm test', /must call .ci\/run/],
];

test.each(violations)('%s is found', (_, from, to, problem) => {
  const changed = workflow.replace(from, to);
  expect(changed).not.toBe(workflow);
  expect(workflowProblems(changed).join('\n')).toMatch(problem);
});
