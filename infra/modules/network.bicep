// Private network between the app and its storage: virtual network, private endpoints and DNS
// zones.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Start of the resource names.')
param name string

@description('Address range of the network, at least a /25: the app and the endpoints get a /26 each.')
param addressPrefix string

@description('Name of the storage account of the Functions host.')
param hostAccountName string

@description('Name of the storage account with the HR data.')
param dataAccountName string

@description('Storage services that have a private DNS zone.')
var services = ['blob', 'queue', 'table']

@description('Services that the app reaches through a private endpoint.')
var endpoints = [
  { account: hostAccountName, service: 'blob' }
  { account: hostAccountName, service: 'queue' }
  { account: hostAccountName, service: 'table' }
  { account: dataAccountName, service: 'blob' }
  { account: dataAccountName, service: 'queue' }
]

resource accounts 'Microsoft.Storage/storageAccounts@2025-06-01' existing = [
  for endpoint in endpoints: { name: endpoint.account }
]

resource appRules 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: '${name}-app-rules'
  location: location
  tags: tags
  properties: { securityRules: [] } // the default rules: nothing comes in from outside the network
}

resource endpointRules 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: '${name}-endpoint-rules'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'allow-https'
        properties: {
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '443'
        }
      }
      {
        name: 'deny-others'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-05-01' = {
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
          defaultOutboundAccess: true // the app calls Microsoft Graph
          networkSecurityGroup: { id: appRules.id }
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          defaultOutboundAccess: false
          networkSecurityGroup: { id: endpointRules.id }
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
        }
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

// One after another: a storage account refuses several at once (StorageAccountOperationInProgress).
@batchSize(1)
resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-05-01' = [
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

resource endpointNames 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01' = [
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
