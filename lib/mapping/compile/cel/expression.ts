import { type CelInput, celEnv, celMap, isCelError, isCelUint, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { RE2JS } from '@bufbuild/re2';
import type { Scalar } from '../../types';
import { textFunctions } from './textFunctions';
import { limitedFunctions, resetTextCount } from './textLimits';
import { timeFunctions } from './timeFunctions';
import { unitFunctions } from './unitFunctions';

/**
 * Evaluates an expression on a record; `undefined` when it fails, or when the result is no string,
 * boolean, integer or null.
 */
export type Evaluate = (fields: readonly string[]) => Scalar | undefined;

/** How long a field can be that an expression reads: as long as a spreadsheet's cell. */
const maxFieldLength = 32_767;

/**
 * How many steps of about 100 ns a match can take. RE2 takes one for each character of the text and
 * each instruction of the pattern.
 */
const maxSteps = 5_000_000;

/**
 * Compiled patterns; RE2 takes linear time. The size is limited, because an expression can make
 * patterns from fields.
 */
const patterns = new Map<string, RE2JS>();
const re2 = {
  compile(pattern: string): { test(text: string): boolean } {
    const compiled = patterns.get(pattern) ?? RE2JS.compile(pattern);
    if (patterns.size >= 100) patterns.clear();
    patterns.set(pattern, compiled);
    return {
      test(text) {
        if (compiled.re2().prog.numInst() * text.length > maxSteps)
          throw new RangeError('pattern too large for this text');
        return compiled.test(text);
      },
    };
  },
};

const environment = celEnv({
  funcs: [...strings, ...limitedFunctions, ...textFunctions, ...timeFunctions, ...unitFunctions],
  re2,
});

export const isKnownFunction = (name: string): boolean => environment.funcs.find(name) !== undefined;

/** Creates the evaluator of a checked expression; `row` is one view that each record reuses. */
export function createEvaluator(expression: Expr, header: readonly string[], today: string): Evaluate {
  const row = new Row(header);
  const bindings = { row: celMap(row as unknown as ReadonlyMap<string, CelInput>), today };
  const evaluate = plan(environment, expression);
  return (fields) => {
    row.fields = fields;
    resetTextCount();
    return toScalar(evaluate(bindings));
  };
}

function toScalar(value: unknown): Scalar | undefined {
  if (isCelError(value)) return undefined;
  if (isCelUint(value)) return toScalar(value.value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  return undefined;
}

/** A view of a record as a map from column name to text, without a copy. */
class Row implements ReadonlyMap<string, string> {
  readonly #indexes: ReadonlyMap<string, number>;
  fields: readonly string[] = [];

  constructor(readonly header: readonly string[]) {
    this.#indexes = new Map(header.map((name, index) => [name, index]));
  }
  get size(): number {
    return this.header.length;
  }
  get(name: string): string | undefined {
    const index = this.#indexes.get(name);
    const text = index === undefined ? undefined : this.fields[index];
    if (text !== undefined && text.length > maxFieldLength) throw new RangeError('field too long');
    return text;
  }
  has(name: string): boolean {
    return this.#indexes.has(name);
  }
  keys(): MapIterator<string> {
    return this.#indexes.keys();
  }
  *values(): Generator<string, undefined> {
    for (const name of this.header) yield this.get(name) ?? '';
  }
  *entries(): Generator<[string, string], undefined> {
    for (const name of this.header) yield [name, this.get(name) ?? ''];
  }
  [Symbol.iterator](): Generator<[string, string], undefined> {
    return this.entries();
  }
  forEach(callback: (value: string, key: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, text] of this.entries()) callback(text, name, this);
  }
}
