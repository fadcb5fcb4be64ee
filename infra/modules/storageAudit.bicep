// Audit log of the HR data account: who read, wrote or deleted which blob or message.

@description('Name of the account.')
param accountName string

@description('Resource id of the workspace.')
param workspaceId string

@description('Log categories of each service.')
var logs = [
  { category: 'StorageRead', enabled: true }
  { category: 'StorageWrite', enabled: true }
  { category: 'StorageDelete', enabled: true }
]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
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
