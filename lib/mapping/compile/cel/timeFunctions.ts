import { type CelFunc, CelScalar, celFunc, objectType } from '@bufbuild/cel';
import { TimestampSchema, timestampFromMs } from '@bufbuild/protobuf/wkt';

/** CEL's `timestamp(int)` is in seconds since 1970; the library takes milliseconds. */
export const timeFunctions: CelFunc[] = [
  celFunc('timestamp', [CelScalar.INT], objectType(TimestampSchema), (seconds) =>
    timestampFromMs(Number(seconds) * 1000),
  ),
];
