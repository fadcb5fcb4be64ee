import { bicep, compiler, describeWith } from './compiler';

describeWith(compiler, 'Bicep', () => {
  test('builds and lints the deployment and its sample without a word; the sample sets every parameter', async () => {
    const { code, stdout, stderr } = await bicep(['build-params', 'everything.bicepparam', '--stdout']);
    expect([code, stderr]).toEqual([0, '']);
    const { parametersJson, templateJson } = JSON.parse(stdout);
    const names = Object.keys(JSON.parse(parametersJson).parameters);
    expect(names.sort()).toEqual(Object.keys(JSON.parse(templateJson).parameters).sort());
  });

  test('builds and lints the event subscription without a word', async () => {
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

  test('creates from the sample what the snapshot holds', async () => {
    const { code, stdout, stderr } = await bicep(['snapshot', 'everything.bicepparam', '--mode', 'validate']);
    expect([code, stdout, stderr]).toEqual([0, '', '']);
  });
});
