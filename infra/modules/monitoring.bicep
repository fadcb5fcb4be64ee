// Workspace and Application Insights. Only identities can write there, no key.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Start of the resource names.')
param name string

@description('Daily limit of the workspace in gigabytes; -1 is no limit.')
param dailyCapGb int

@description('Logs are kept for this many days.')
param logRetentionDays int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: '${name}-logs'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logRetentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGb }
    features: { disableLocalAuth: true }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: '${name}-insights'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
  }
}

@description('Resource id of the workspace.')
output workspaceId string = workspace.id

@description('Resource id of the Application Insights component.')
output applicationInsightsId string = applicationInsights.id

@description('Name of the Application Insights component.')
output applicationInsightsName string = applicationInsights.name

@description('Where telemetry is sent. It is no secret: the component accepts telemetry from identities only.')
output connectionString string = applicationInsights.properties.ConnectionString
