import { type CelInput, celEnv, celMap, isCelError, isCelUint, plan } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { RE2JS } from '@bufbuild/re2';
import type { Scalar } from '../types';
import { boundedStrings, startCounting } from './textLimits';

/** An expression's result, or `undefined` when it fails or gives anything but a string, boolean, integer or null. */
export type Evaluate = (fields: readonly string[]) => Scalar | undefined;

/** The most characters of a field that an expression reads: as many as a spreadsheet's cell can hold. */
const longestField = 32_767;

/** The most steps that a match takes, of some 100 ns: RE2 takes one for each character and instruction of the pattern. */
const mostSteps = 5_000_000;

/** RE2 patterns take linear time; each is compiled once. A pattern made from fields does not fill the memory. */
const patterns = new Map<string, RE2JS>();
const re2 = {
  compile(pattern: string): { test(text: string): boolean } {
    const compiled = patterns.get(pattern) ?? RE2JS.compile(pattern);
    if (patterns.size >= 100) patterns.clear();
    patterns.set(pattern, compiled);
    return {
      test(text) {
        if (compiled.re2().prog.numInst() * text.length > mostSteps)
          throw new RangeError('pattern too large for this text');
        return compiled.test(text);
      },
    };
  },
};

const environment = celEnv({ funcs: [...strings, ...boundedStrings], re2 });

export const isFunction = (name: string): boolean => environment.funcs.find(name) !== undefined;

/** Plans a checked expression over the header: `row` is one view, laid over each record in turn. */
export function planExpression(expression: Expr, header: readonly string[]): Evaluate {
  const row = new Row(header);
  const bindings = { row: celMap(row as unknown as ReadonlyMap<string, CelInput>) };
  const evaluate = plan(environment, expression);
  return (fields) => {
    row.fields = fields;
    startCounting();
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

/** A record seen as a map from column name to text, without a copy. */
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
    if (text !== undefined && text.length > longestField) throw new RangeError('field too long');
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
