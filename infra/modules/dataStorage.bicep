// The account of the HR data: what HR drops, what became of it, and the app's own state.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
param name string

@description('Days after which HR files and reports are deleted. Soft delete keeps them for 7 more.')
param retentionDays int

@description('Whether people may upload by SFTP.')
param enableSftp bool

@description('Whether the app comes through private endpoints, and the public endpoint is shut but for the allowed addresses.')
param privateNetwork bool

@description('Public IPv4 addresses and ranges that may still come in when the network is private.')
param allowedIpRanges string[]

module account 'storageAccount.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    containers: ['hr-inbox', 'hr-reports', 'ingestion-state', 'event-dead-letters']
    queues: ['ingestion-resume']
    enableSftp: enableSftp
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
  }
}

resource data 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: name
}

// Never ingestion-state: the app would forget whom it has sent.
resource retention 'Microsoft.Storage/storageAccounts/managementPolicies@2026-06-01' = {
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
      ]
    }
  }
}

@description('Resource id of the account.')
output accountId string = account.outputs.accountId

@description('Addresses of the account\'s services, by service.')
output endpoints { *: string } = account.outputs.endpoints
