// A storage account as both are: identities of Entra alone, nothing public, what is deleted can be had back for a week.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Blob containers.')
param containers string[]

@description('Queues.')
param queues string[] = []

@description('Whether people may upload by SFTP. It needs a hierarchical namespace, which an account has from its first day or never.')
param enableSftp bool = false

@description('Whether the app comes through private endpoints, and the public endpoint is shut but for the allowed addresses.')
param privateNetwork bool

@description('Public IPv4 addresses and ranges that may still come in when the network is private.')
param allowedIpRanges string[] = []

@description('Days in which what was deleted can be had back.')
var softDelete = { enabled: true, days: 7 }

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    defaultToOAuthAuthentication: true
    allowCrossTenantReplication: false
    isHnsEnabled: enableSftp
    isSftpEnabled: enableSftp
    isLocalUserEnabled: enableSftp
    publicNetworkAccess: privateNetwork && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices' // Event Grid's dead letters
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      ipRules: [for range in allowedIpRanges: { action: 'Allow', value: range }]
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2026-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: softDelete
    containerDeleteRetentionPolicy: softDelete
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = [
  for container in containers: {
    parent: blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2026-06-01' = {
  parent: account
  name: 'default'
}

resource accountQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2026-06-01' = [
  for queue in queues: {
    parent: queueService
    name: queue
  }
]

@description('Resource id of the account.')
output accountId string = account.id

@description('Addresses of the account\'s services, by service.')
output endpoints { *: string } = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}
