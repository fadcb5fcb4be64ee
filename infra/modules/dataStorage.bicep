// Storage account with the HR data: HR files, reports, and the app's state.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
param name string

@description('Redundancy of the account.')
param sku string

@description('HR files, reports and dead letters are deleted after this many days. Soft delete keeps them for 7 more days.')
param retentionDays int

@description('Whether people can upload by SFTP.')
param enableSftp bool

@description('Whether the app uses private endpoints. The public endpoint then admits only the allowed addresses.')
param privateNetwork bool

@description('Public IPv4 addresses and ranges that are admitted when the network is private.')
param allowedIpRanges string[]

module account 'storageAccount.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    sku: sku
    containers: ['hr-inbox', 'hr-reports', 'ingestion-state', 'event-dead-letters']
    queues: ['ingestion-resume']
    enableSftp: enableSftp
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
  }
}

resource data 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: name
}

// Never ingestion-state: the app would lose the record of what it sent.
resource retention 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: data
  name: 'default'
  dependsOn: [account]
  properties: {
    policy: {
      rules: [
        {
          name: 'delete-personal-data'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob', 'appendBlob']
              prefixMatch: ['hr-inbox/', 'hr-reports/']
            }
            actions: {
              baseBlob: { delete: { daysAfterModificationGreaterThan: retentionDays } }
            }
          }
        }
        {
          name: 'delete-dead-letters'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob', 'appendBlob']
              prefixMatch: ['event-dead-letters/']
            }
            actions: {
              baseBlob: { delete: { daysAfterModificationGreaterThan: retentionDays } }
            }
          }
        }
      ]
    }
  }
}

@description('Resource id of the account.')
output accountId string = account.outputs.accountId

@description('Addresses of the account\'s services, by service.')
output endpoints { *: string } = account.outputs.endpoints
