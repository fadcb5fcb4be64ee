import { cp } from 'node:fs/promises';
import { newFolder } from '../support/files';
import { bicepFiles, infra } from './bicepText';
import { bicep, compiler } from './compiler';

if (compiler === undefined) {
  process.stderr.write('SKIPPED: infra/ was not compiled, for there is no Bicep compiler here (see BICEP)\n');
  test.skip('SKIPPED, for there is no Bicep compiler here: infra/ compiles', () => {});
} else {
  describe('the compiler', tests);
}

function tests(): void {
  test('builds the deployment and its sample, which names every parameter but the region', async () => {
    const { code, stdout, stderr } = await bicep(['build-params', 'main.bicepparam', '--stdout']);
    expect([code, stderr]).toEqual([0, '']);
    const { parametersJson, templateJson } = JSON.parse(stdout);
    const names = Object.keys(JSON.parse(parametersJson).parameters);
    expect([...names, 'location'].sort()).toEqual(Object.keys(JSON.parse(templateJson).parameters).sort());
  });

  test('builds the event subscription', async () => {
    const { code, stdout, stderr } = await bicep(['build', 'event-subscription.bicep', '--stdout']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout).resources[0].properties.filter).toEqual({
      includedEventTypes: ['Microsoft.Storage.BlobCreated'],
      subjectBeginsWith: '/blobServices/default/containers/hr-inbox/',
      subjectEndsWith: '.csv',
      isSubjectCaseSensitive: false,
      advancedFilters: [
        {
          key: 'data.api',
          operatorType: 'StringIn',
          values: ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose', 'SftpCommit'],
        },
      ],
    });
  });

  test('lints both without a word', async () => {
    const { code, stdout, stderr } = await bicep(['lint', '--pattern', '*.bicep']);
    expect([code, stdout, stderr]).toEqual([0, '', '']);
  });

  test('makes of the sample what the snapshot holds', async () => {
    const { code, stdout, stderr } = await bicep(['snapshot', 'main.bicepparam', '--mode', 'validate']);
    expect([code, stdout, stderr]).toEqual([0, '', '']);
  });

  test('finds what is not as the snapshot has it, and what the linter forbids', async () => {
    const folder = await newFolder();
    try {
      await cp(infra, folder.path, { recursive: true });
      const text = bicepFiles().get('main.bicep') ?? '';
      const changed = text.replace("-identity'", "-other'");
      expect(changed).not.toBe(text);
      await folder.write('main.bicep', changed);
      const snapshot = await bicep(['snapshot', 'main.bicepparam', '--mode', 'validate'], folder.path);
      expect([snapshot.code, snapshot.stdout + snapshot.stderr]).toEqual([1, expect.stringContaining('-other')]);
      await folder.write('unused.bicep', 'param unused string\n');
      const { code, stdout, stderr } = await bicep(['lint', 'unused.bicep'], folder.path);
      expect(code).toBe(1);
      for (const rule of ['no-unused-params', 'use-description-params'])
        expect(stdout + stderr).toContain(`Error ${rule}`);
    } finally {
      await folder.remove();
    }
  });
}
