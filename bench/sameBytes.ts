import { encodeBulkRequest } from '../lib/scim/bulkRequests';
import { plainBodies } from './contestants/plain';
import { requestsOf } from './contestants/requests';

/**
 * @throws Error unless both ways of making bulk requests give the same bytes, but for each
 * operation's `bulkId`
 */
export async function checkSameBytes(file: string): Promise<void> {
  const plain = plainBodies(file);
  let index = 0;
  for await (const request of requestsOf(file)) {
    const [own, other] = [encodeBulkRequest(request).toString(), plain[index++]?.toString() ?? ''];
    if (withoutIds(own) !== withoutIds(other)) throw new Error(`request ${index} is not the same in both ways`);
  }
  if (index !== plain.length) throw new Error('one way makes more requests than the other');
}

const withoutIds = (body: string): string => body.replaceAll(/"path":"\/Users","bulkId":"\d+"/g, '');
