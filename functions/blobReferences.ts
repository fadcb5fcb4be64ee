import { type ModelBindingData, ResourceFactoryResolver } from '@azure/functions-extensions-base';

/** What the host hands over with `sdkBinding`: the blob's name, and none of its bytes. */
export interface BlobReference {
  /** Name of the binding's connection setting. */
  Connection: string;
  ContainerName: string;
  /** Path inside the container. */
  BlobName: string;
}

const source = 'AzureStorageBlobs';

/**
 * Has blob triggers with `sdkBinding` get a reference: lib/ streams the blob itself, under an ETag
 * of its own choice.
 */
export function registerBlobReferences(): void {
  const resolver = ResourceFactoryResolver.getInstance();
  if (resolver.hasResourceFactory(source)) return;
  resolver.registerResourceFactory(source, (data: ModelBindingData | ModelBindingData[]) =>
    Array.isArray(data) ? data.map(referenceOf) : referenceOf(data),
  );
}

const referenceOf = ({ content }: ModelBindingData): BlobReference => JSON.parse(Buffer.from(content ?? []).toString());
