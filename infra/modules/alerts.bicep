// What wakes somebody: each rule says what happened, to which feed (its dimensions), and what to do (its description).

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource id of the Application Insights component that the queries read.')
param applicationInsightsId string

@description('Resource id of the Event Grid system topic of the inbox, whose undelivered events are watched.')
param systemTopicId string

@description('E-mail addresses that alerts go to.')
param alertEmails string[]

@description('Alert when a feed has had no file for so many hours; 0 switches the rule off. A log alert looks back two days at most.')
@minValue(0)
@maxValue(47)
param fileExpectedEveryHours int

@description('Alert when more than this share of a cycle\'s changes failed, in percent.')
@minValue(0)
@maxValue(100)
param failureSharePercent int

type rule = {
  @description('Part of the resource\'s name.')
  name: string
  @description('What happened, in a few words.')
  title: string
  @description('What to do.')
  remedy: string
  @description('0 critical, 1 error, 2 warning, 3 informational.')
  severity: 0 | 1 | 2 | 3
  @description('The query; each row is one thing to tell, but for an inverted rule, where none is.')
  query: string
  @description('How far the query looks back, ISO 8601.')
  window: string
  @description('How often it runs, ISO 8601.')
  frequency: string
  @description('Columns whose values are told, one alert for each combination.')
  dimensions: string[]
  @description('Fires when there is no row.')
  inverted: bool
  @description('Whether the rule is on.')
  enabled: bool
}

var rules rule[] = [
  {
    name: 'file-held'
    title: 'an HR file is held'
    remedy: 'Nothing of it was sent. Look at report.json and the file, then run: npx csv2scim release INGESTION_ID (it is right) or npx csv2scim discard INGESTION_ID (it is wrong). docs/operating.md explains each reason.'
    severity: 1
    query: loadTextContent('../alerts/fileHeld.kql')
    window: 'PT15M'
    frequency: 'PT5M'
    dimensions: ['feed', 'ingestionId', 'reason']
    inverted: false
    enabled: true
  }
  {
    name: 'file-refused'
    title: 'an HR file was rejected, or failed'
    remedy: 'Its report.json says why. Rejected: mend the export and upload it again. Failed: mend the cause, then run: npx csv2scim resume INGESTION_ID. docs/operating.md explains each reason.'
    severity: 1
    query: loadTextContent('../alerts/fileRefused.kql')
    window: 'PT15M'
    frequency: 'PT5M'
    dimensions: ['feed', 'ingestionId', 'state', 'reason']
    inverted: false
    enabled: true
  }
  {
    name: 'no-file'
    title: 'no HR file came for ${fileExpectedEveryHours} hours'
    remedy: 'Ask whoever uploads. If the file lies in hr-inbox, run: npx csv2scim doctor'
    severity: 2
    query: replace(loadTextContent('../alerts/noFile.kql'), '{fileExpectedEveryHours}', string(fileExpectedEveryHours))
    window: 'P2D'
    frequency: 'PT1H'
    dimensions: ['feed']
    inverted: false
    enabled: fileExpectedEveryHours > 0
  }
  {
    name: 'app-silent'
    title: 'the app has not summarised any cycle for two hours'
    remedy: 'Is the function app running? Look at its exceptions, then run: npx csv2scim doctor'
    severity: 1
    query: loadTextContent('../alerts/appSilent.kql')
    window: 'PT2H'
    frequency: 'PT15M'
    dimensions: []
    inverted: true
    enabled: true
  }
  {
    name: 'job-stopped'
    title: 'a provisioning job is paused or in quarantine'
    remedy: 'Files are still accepted, but Entra provisions nobody. Paused: start it in the Entra portal; never restart a paused job, that purges what is staged. Quarantine: mend the reason, then restart it. npx csv2scim doctor names the remedy.'
    severity: 1
    query: loadTextContent('../alerts/jobStopped.kql')
    window: 'PT1H'
    frequency: 'PT15M'
    dimensions: ['feed', 'code', 'quarantineReason']
    inverted: false
    enabled: true
  }
  {
    name: 'failure-share'
    title: 'more than ${failureSharePercent} % of a cycle\'s changes failed'
    remedy: 'npx csv2scim logs --service-principal-id ID shows which people fail and why; the workbook shows the error codes.'
    severity: 2
    query: replace(loadTextContent('../alerts/failureShare.kql'), '{failureSharePercent}', string(failureSharePercent))
    window: 'PT6H'
    frequency: 'PT1H'
    dimensions: ['feed', 'cycleId']
    inverted: false
    enabled: true
  }
  {
    name: 'quota'
    title: 'over 80 % of the day\'s bulkUpload calls are spent'
    remedy: 'Files wait when all are spent, and go on by themselves. Send fewer full files, or license ID Governance (6000 calls) and set GRAPH_CALLS_PER_DAY.'
    severity: 2
    query: loadTextContent('../alerts/quota.kql')
    window: 'PT1H'
    frequency: 'PT15M'
    dimensions: []
    inverted: false
    enabled: true
  }
  {
    name: 'function-failures'
    title: 'a function failed'
    remedy: 'Look at the exceptions of that function in Application Insights. What it did is tried again by itself; if it goes on, run: npx csv2scim doctor'
    severity: 2
    query: loadTextContent('../alerts/functionFailures.kql')
    window: 'PT30M'
    frequency: 'PT15M'
    dimensions: ['functionName']
    inverted: false
    enabled: true
  }
  {
    name: 'poison'
    title: 'the host gave up a message or an event'
    remedy: 'Settings or mapping files are wrong before a file can be named: npx csv2scim doctor says which. Once they are mended, sweepInbox finds the file within five minutes.'
    severity: 1
    query: loadTextContent('../alerts/poison.kql')
    window: 'PT30M'
    frequency: 'PT15M'
    dimensions: []
    inverted: false
    enabled: true
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'csv2scim-operations'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'csv2scim'
    enabled: true
    emailReceivers: [
      for email in alertEmails: { name: email, emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'csv2scim-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'csv2scim: ${rule.title}'
      description: rule.remedy
      severity: rule.severity
      enabled: rule.enabled
      scopes: [applicationInsightsId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      autoMitigate: true
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Count'
            operator: rule.inverted ? 'LessThan' : 'GreaterThan'
            threshold: rule.inverted ? 1 : 0
            dimensions: [
              for column in rule.dimensions: { name: column, operator: 'Include', values: ['*'] }
            ]
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroup.id] }
    }
  }
]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'csv2scim-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Events of new files could not be delivered to the app. No file is lost: sweepInbox finds them within five minutes of the app running again. Is it running? npx csv2scim doctor'
    severity: 2
    enabled: true
    scopes: [systemTopicId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT30M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'deadLettered'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: actionGroup.id }]
  }
}
