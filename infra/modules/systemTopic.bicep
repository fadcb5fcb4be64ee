// Tells of new blobs. Who is told is another deployment (event-subscription.bicep): the app's key exists only after its code is there.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the topic.')
param name string

@description('Resource id of the account that holds the inbox.')
param accountId string

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

@description('Resource id of the topic.')
output topicId string = topic.id

@description('Name of the topic.')
output topicName string = topic.name

@description('Object id of the topic\'s identity, which writes dead letters.')
output principalId string = topic.identity.principalId
