// Alerts. Each rule says what happened, to which feed (its dimensions), and what to do (its
// description).

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Start of the names of the rules and of the action group.')
param name string

@description('Resource id of the Application Insights component that the queries read.')
param applicationInsightsId string

@description('Resource id of the workspace: its daily cap is watched.')
param workspaceId string

@description('Address of the workbook: each alert links to it.')
param workbookUrl string

@description('Resource id of the Event Grid system topic of the inbox: its dead letters are watched.')
param systemTopicId string

@description('E-mail addresses that receive alerts. Without one, the owners of the subscription receive them.')
param alertEmails string[]

@description('Alert when a feed had no file for this many hours; 0 turns the rule off. A log alert looks back two days at most.')
@minValue(0)
@maxValue(47)
param fileExpectedEveryHours int

@description('Alert when more than this percentage of a cycle\'s changes failed.')
@minValue(0)
@maxValue(100)
param failureSharePercent int

type rule = {
  @description('End of the resource\'s name.')
  name: string
  @description('What happened, in a few words.')
  title: string
  @description('What to do.')
  remedy: string
  @description('0 critical, 1 error, 2 warning, 3 informational.')
  severity: 0 | 1 | 2 | 3
  @description('The query. The rule fires for each row; an inverted rule fires when there is no row.')
  query: string
  @description('How far the query looks back: ISO 8601.')
  window: string
  @description('How often it runs: ISO 8601.')
  frequency: string
  @description('Columns that the alert names. There is one alert for each combination of their values.')
  dimensions: string[]
  @description('Whether the query reads the workspace instead of Application Insights.')
  readsWorkspace: bool
  @description('Whether it fires when there is no row.')
  inverted: bool
  @description('Whether the rule is on.')
  enabled: bool
}

var quotaSharePercent = 80 // doctor's is in lib/doctor/limits.ts

var rules rule[] = [
  {
    name: 'file-held'
    title: 'an HR file is held, has waited for 24 hours, or is missing'
    remedy: 'The alert names the feed, the reason and the command. Held: look at the page latest.html of the feed in hr-reports, then release the file if it is right, or discard it. Waiting: the file continues automatically; the page names the cause. Missing: a date in it has come; upload it again. docs/operating.md explains each reason. Add --environment NAME (the azd environment) to the command.'
    severity: 1
    query: loadTextContent('../alerts/fileHeld.kql')
    window: 'PT15M'
    frequency: 'PT5M'
    dimensions: ['feed', 'ingestionId', 'state', 'reason', 'command']
    readsWorkspace: false
    inverted: false
    enabled: true
  }
  {
    name: 'file-refused'
    title: 'an HR file was rejected, or failed'
    remedy: 'The alert names the feed, the reason and the command; the page latest.html of the feed in hr-reports says why. Rejected: fix the export and upload it again. Failed: fix the cause, then run the command with --environment NAME (the azd environment). docs/operating.md explains each reason.'
    severity: 1
    query: loadTextContent('../alerts/fileRefused.kql')
    window: 'PT15M'
    frequency: 'PT5M'
    dimensions: ['feed', 'ingestionId', 'state', 'reason', 'command']
    readsWorkspace: false
    inverted: false
    enabled: true
  }
  {
    name: 'no-file'
    title: 'no HR file for ${fileExpectedEveryHours} hours'
    remedy: 'Ask the person or system that uploads it. If the file is in hr-inbox, run: npx csv2scim doctor'
    severity: 2
    query: replace(loadTextContent('../alerts/noFile.kql'), '{fileExpectedEveryHours}', string(fileExpectedEveryHours))
    window: 'P2D'
    frequency: 'PT1H'
    dimensions: ['feed']
    readsWorkspace: false
    inverted: false
    enabled: fileExpectedEveryHours > 0
  }
  {
    name: 'app-silent'
    title: 'the app is silent'
    remedy: 'sweepInbox should run every 5 minutes, but did not. The function app is stopped, or its host cannot reach its storage: a missing storage role and a closed firewall both look like this. Look at the app\'s log stream, then run: npx csv2scim doctor'
    severity: 1
    query: loadTextContent('../alerts/appSilent.kql')
    window: 'PT15M'
    frequency: 'PT5M'
    dimensions: []
    readsWorkspace: false
    inverted: true
    enabled: true
  }
  {
    name: 'job-stopped'
    title: 'a provisioning job is paused or in quarantine'
    remedy: 'Entra provisions nobody, and files wait while the job is paused or in quarantine. Fix the reason, then start the job in the Entra portal. Do not restart it: a restart clears what is queued. npx csv2scim doctor names the remedy.'
    severity: 1
    query: loadTextContent('../alerts/jobStopped.kql')
    window: 'PT1H'
    frequency: 'PT15M'
    dimensions: ['feed', 'code', 'quarantineReason']
    readsWorkspace: false
    inverted: false
    enabled: true
  }
  {
    name: 'failure-share'
    title: 'more than ${failureSharePercent} % of a cycle\'s changes failed'
    remedy: 'Run npx csv2scim logs --service-principal-id ID to see which people failed and why. The workbook shows the error codes.'
    severity: 2
    query: replace(loadTextContent('../alerts/failureShare.kql'), '{failureSharePercent}', string(failureSharePercent))
    window: 'PT6H'
    frequency: 'PT1H'
    dimensions: ['feed', 'cycleId']
    readsWorkspace: false
    inverted: false
    enabled: true
  }
  {
    name: 'quota'
    title: 'more than ${quotaSharePercent} % of the day\'s bulkUpload calls are used'
    remedy: 'When all are used, files wait and continue by themselves. Use send: changes, send fewer files, or license ID Governance (6000 calls) and set GRAPH_CALLS_PER_DAY.'
    severity: 2
    query: replace(loadTextContent('../alerts/quota.kql'), '{quotaSharePercent}', string(quotaSharePercent))
    window: 'PT1H'
    frequency: 'PT15M'
    dimensions: []
    readsWorkspace: false
    inverted: false
    enabled: true
  }
  {
    name: 'function-failures'
    title: 'a function failed'
    remedy: 'Read the exceptions of that function in Application Insights. Its work is retried. If it keeps failing, run: npx csv2scim doctor'
    severity: 2
    query: loadTextContent('../alerts/functionFailures.kql')
    window: 'PT30M'
    frequency: 'PT15M'
    dimensions: ['functionName']
    readsWorkspace: false
    inverted: false
    enabled: true
  }
  {
    name: 'poison'
    title: 'a message or an event is in a poison queue'
    remedy: 'A setting or a mapping file is invalid: npx csv2scim doctor says which. After it is fixed, sweepInbox finds the file within five minutes.'
    severity: 1
    query: loadTextContent('../alerts/poison.kql')
    window: 'PT30M'
    frequency: 'PT15M'
    dimensions: []
    readsWorkspace: false
    inverted: false
    enabled: true
  }
  {
    name: 'log-cap'
    title: 'the workspace reached its daily cap'
    remedy: 'Logs and telemetry are dropped until the next day, and the other alerts see nothing. Find what fills the workspace (Usage and estimated costs), or raise LOG_DAILY_CAP_GB.'
    severity: 2
    query: loadTextContent('../alerts/logCap.kql')
    window: 'PT30M'
    frequency: 'PT15M'
    dimensions: []
    readsWorkspace: true
    inverted: false
    enabled: true
  }
]

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${name}-operations'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: name
    enabled: true
    emailReceivers: [
      for email in alertEmails: { name: email, emailAddress: email, useCommonAlertSchema: true }
    ]
    armRoleReceivers: empty(alertEmails)
      ? [{ name: 'owners', roleId: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', useCommonAlertSchema: true }]
      : []
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${name}: ${rule.title}'
      description: '${rule.remedy} Workbook: ${workbookUrl}'
      severity: rule.severity
      enabled: rule.enabled
      scopes: [rule.readsWorkspace ? workspaceId : applicationInsightsId]
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
  name: '${name}-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'Events of new files could not be delivered to the app. No file is lost: sweepInbox finds them within five minutes once the app runs. Check that it runs, then run: npx csv2scim doctor. Workbook: ${workbookUrl}'
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
