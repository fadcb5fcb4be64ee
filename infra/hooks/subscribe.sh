#!/bin/sh
# After azd deploy: has the inbox tell the app of new files. Run again, it changes nothing.
set -eu

: "${AZURE_RESOURCE_GROUP:?set it: azd env set AZURE_RESOURCE_GROUP NAME}"
: "${AZURE_SUBSCRIPTION_ID:?set it: azd env set AZURE_SUBSCRIPTION_ID ID}"
: "${FUNCTION_APP_NAME:?run azd provision first}"
: "${SYSTEM_TOPIC_NAME:?run azd provision first}"
: "${DATA_STORAGE_ACCOUNT_NAME:?run azd provision first}"

az deployment group create \
  --subscription "$AZURE_SUBSCRIPTION_ID" \
  --resource-group "$AZURE_RESOURCE_GROUP" \
  --name event-subscription \
  --template-file "$(dirname "$0")/../event-subscription.bicep" \
  --parameters \
  functionAppName="$FUNCTION_APP_NAME" \
  systemTopicName="$SYSTEM_TOPIC_NAME" \
  dataStorageAccountName="$DATA_STORAGE_ACCOUNT_NAME" \
  --output none
