// The function app, on Flex Consumption: no key of any storage account is anywhere in it.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the app; its plan\'s begins with it.')
param name string

@description('Version of Node.js.')
param nodeVersion '22' | '24'

@description('Resource id of the identity of the app.')
param identityId string

@description('Client id of the identity of the app.')
param clientId string

@description('Addresses of the services of the account of the Functions host.')
param hostEndpoints { *: string }

@description('Addresses of the services of the account of the HR data.')
param dataEndpoints { *: string }

@description('Address of the container that holds the package of the app.')
param packagesUri string

@description('Where telemetry is sent.')
param applicationInsightsConnectionString string

@description('Resource id of the workspace that the host\'s log goes to.')
param workspaceId string

@description('Resource id of the subnet that the app calls from; empty when it has none.')
param subnetId string

@description('App settings of the product, by their names: the parameters of main.bicep and those that mapping files name.')
param appSettings { *: string }

@description('Settings of the host and of its connections to storage, each by the identity.')
var hostSettings = {
  AzureWebJobsStorage__blobServiceUri: hostEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: hostEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: hostEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: clientId
  HrStorage__blobServiceUri: dataEndpoints.blob
  HrStorage__queueServiceUri: dataEndpoints.queue
  HrStorage__credential: 'managedidentity'
  HrStorage__clientId: clientId
  AZURE_CLIENT_ID: clientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: { minTlsVersion: '1.2' }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUri
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identityId }
        }
      }
      runtime: { name: 'node', version: nodeVersion }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: 40, alwaysReady: [] }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(appSettings, hostSettings)
  }

  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

resource hostLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'host-log'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
  }
}

@description('Name of the app.')
output appName string = app.name
