// The workbook. workbook/layout.json holds its layout; each query is a file beside it, with the
// name that the layout uses.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Start of the resource names.')
param name string

@description('Resource id of the Application Insights component that the queries read.')
param applicationInsightsId string

var queries = {
  decisions: loadTextContent('../workbook/decisions.kql')
  feeds: loadTextContent('../workbook/feeds.kql')
  jobs: loadTextContent('../workbook/jobs.kql')
  filesByState: loadTextContent('../workbook/filesByState.kql')
  people: loadTextContent('../workbook/people.kql')
  cyclesOverTime: loadTextContent('../workbook/cyclesOverTime.kql')
  quota: loadTextContent('../workbook/quota.kql')
  errorCodes: loadTextContent('../workbook/errorCodes.kql')
  ingestions: loadTextContent('../workbook/ingestions.kql')
  ingestion: loadTextContent('../workbook/ingestion.kql')
  cycles: loadTextContent('../workbook/cycles.kql')
  cycle: loadTextContent('../workbook/cycle.kql')
  cycleErrors: loadTextContent('../workbook/cycleErrors.kql')
}

var layout = loadJsonContent('../workbook/layout.json')

var items = map(
  layout.items,
  item => contains(queries, item.name) ? union(item, { content: { query: queries[item.name] } }) : item
)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: '${name}: from HR to Entra'
    category: 'workbook'
    sourceId: applicationInsightsId
    version: '1.0'
    serializedData: string(union(layout, { items: items, fallbackResourceIds: [applicationInsightsId] }))
  }
}

@description('Resource id of the workbook.')
output workbookId string = workbook.id
