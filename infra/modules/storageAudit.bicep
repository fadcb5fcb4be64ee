// Who read, wrote or deleted what in the account of the HR data, told to the workspace.

@description('Name of the account.')
param accountName string

@description('Resource id of the workspace.')
param workspaceId string

@description('What is told of each service.')
var logs = [
  { category: 'StorageRead', enabled: true }
  { category: 'StorageWrite', enabled: true }
  { category: 'StorageDelete', enabled: true }
]

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: accountName

  resource blobService 'blobServices' existing = { name: 'default' }
  resource queueService 'queueServices' existing = { name: 'default' }
}

resource blobAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: account::blobService
  properties: { workspaceId: workspaceId, logs: logs }
}

resource queueAudit 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: account::queueService
  properties: { workspaceId: workspaceId, logs: logs }
}
