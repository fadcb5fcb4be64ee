// Delivers the events of new files to the app. A deployment of its own, after the code: only then
// does the app have the key.

targetScope = 'resourceGroup'

@description('Name of the function app: output FUNCTION_APP_NAME of main.bicep.')
param functionAppName string

@description('Name of the system topic: output SYSTEM_TOPIC_NAME of main.bicep.')
param systemTopicName string

@description('Name of the storage account with the HR data: output DATA_STORAGE_ACCOUNT_NAME of main.bicep.')
param dataStorageAccountName string

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource data 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataStorageAccountName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: systemTopicName
}

@description('Blob webhook of the Functions host.')
var endpoint = 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs'

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'ingest-hr-file'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: '${endpoint}?functionName=Host.Functions.ingestHrFile&code=${listKeys('${app.id}/host/default', '2024-04-01').systemKeys.blobs_extension}'
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
      }
    }
    // Only calls that complete a file. The blob trigger cannot handle renames: sweepInbox finds
    // those files.
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/hr-inbox/'
      subjectEndsWith: '.csv'
      isSubjectCaseSensitive: false // .CSV too
      advancedFilters: [
        {
          key: 'data.api'
          operatorType: 'StringIn'
          values: ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose', 'SftpCommit']
        }
      ]
    }
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: data.id, blobContainerName: 'event-dead-letters' }
      }
    }
  }
}
