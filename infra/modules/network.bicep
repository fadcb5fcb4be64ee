// A private way from the app to its storage: a network, private endpoints, and the names that lead to them.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('What the names of the resources begin with.')
param name string

@description('Addresses of the network, at least a /25: the app and the endpoints get a /26 each.')
param addressPrefix string

@description('Name of the account of the Functions host.')
param hostAccountName string

@description('Name of the account of the HR data.')
param dataAccountName string

@description('Storage services that have a private name.')
var services = ['blob', 'queue', 'table']

@description('What the app reaches by a private endpoint.')
var endpoints = [
  { account: hostAccountName, service: 'blob' }
  { account: hostAccountName, service: 'queue' }
  { account: hostAccountName, service: 'table' }
  { account: dataAccountName, service: 'blob' }
  { account: dataAccountName, service: 'queue' }
]

resource accounts 'Microsoft.Storage/storageAccounts@2026-06-01' existing = [
  for endpoint in endpoints: { name: endpoint.account }
]

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: '${name}-network'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: { addressPrefix: cidrSubnet(addressPrefix, 26, 1) }
      }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }
  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in services: {
    parent: zones[index]
    name: '${name}-network'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2026-03-01' = [
  for (endpoint, index) in endpoints: {
    name: '${endpoint.account}-${endpoint.service}'
    location: location
    tags: tags
    properties: {
      subnet: { id: network::endpoints.id }
      privateLinkServiceConnections: [
        {
          name: endpoint.service
          properties: { privateLinkServiceId: accounts[index].id, groupIds: [endpoint.service] }
        }
      ]
    }
  }
]

resource endpointNames 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-03-01' = [
  for (endpoint, index) in endpoints: {
    parent: privateEndpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: endpoint.service
          properties: { privateDnsZoneId: zones[indexOf(services, endpoint.service)].id }
        }
      ]
    }
  }
]

@description('Resource id of the app\'s subnet.')
output appSubnetId string = network::app.id
