// What both storage accounts have in common: no keys, nothing public, soft delete for 7 days.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Redundancy of the account.')
param sku string

@description('Blob containers.')
param containers string[]

@description('Queues.')
param queues string[] = []

@description('Whether people can upload by SFTP. It needs a hierarchical namespace, which cannot be added later.')
param enableSftp bool = false

@description('Whether the app uses private endpoints. The public endpoint then admits only the allowed addresses.')
param privateNetwork bool

@description('Public IPv4 addresses and ranges that are admitted when the network is private.')
param allowedIpRanges string[] = []

@description('Deleted blobs and containers can be restored for this long.')
var softDelete = { enabled: true, days: 7 }

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
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
      bypass: 'AzureServices' // Event Grid writes dead letters
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      ipRules: [for range in allowedIpRanges: { action: 'Allow', value: range }]
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: softDelete
    containerDeleteRetentionPolicy: softDelete
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for container in containers: {
    parent: blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource accountQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
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
