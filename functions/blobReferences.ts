import { type ModelBindingData, ResourceFactoryResolver } from '@azure/functions-extensions-base';

/** What the host passes with `sdkBinding`: the name of the blob, without its content. */
export interface BlobReference {
  /** Name of the binding's connection setting. */
  Connection: string;
  ContainerName: string;
  /** Path inside the container. */
  BlobName: string;
}

const source = 'AzureStorageBlobs';

/**
 * Registers blob references for blob triggers with `sdkBinding`. lib/ then streams the blob itself,
 * with an ETag that it chooses.
 */
export function registerBlobReferences(): void {
  const resolver = ResourceFactoryResolver.getInstance();
  if (resolver.hasResourceFactory(source)) return;
  resolver.registerResourceFactory(source, (data: ModelBindingData | ModelBindingData[]) =>
    Array.isArray(data) ? data.map(parseReference) : parseReference(data),
  );
}

const parseReference = ({ content }: ModelBindingData): BlobReference =>
  JSON.parse(Buffer.from(content ?? []).toString());
