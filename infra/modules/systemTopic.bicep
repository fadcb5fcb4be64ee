// Events of the HR data account. event-subscription.bicep delivers them to the app: its key exists
// only after the first deployment of code.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the topic.')
param name string

@description('Resource id of the account that holds the inbox.')
param accountId string

@description('Resource id of the workspace that receives delivery failures.')
param workspaceId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: accountId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource deliveryFailures 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'delivery-failures'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'DeliveryFailures', enabled: true }]
  }
}

@description('Resource id of the topic.')
output topicId string = topic.id

@description('Name of the topic.')
output topicName string = topic.name

@description('Object id of the topic\'s identity. It writes dead letters.')
output principalId string = topic.identity.principalId
