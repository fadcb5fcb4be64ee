/** A part of a script block, as PowerShell's grammar has it. */
export type Node =
  | { kind: 'literal'; value: Constant; line: number }
  /** `$_`. */
  | { kind: 'record'; line: number }
  /** As it is written; letter case does not count. */
  | { kind: 'variable'; name: string; line: number }
  /** A double-quoted string with something in it. */
  | { kind: 'template'; parts: readonly Node[]; line: number }
  | { kind: 'list'; items: readonly Node[]; line: number }
  /** Keys of a hashtable with their values. */
  | { kind: 'table'; entries: readonly { key: string; value: Node }[]; line: number }
  | { kind: 'unary'; operator: string; operand: Node; line: number }
  /** Operators are in lower case, without the `i` of those that ignore case. */
  | { kind: 'binary'; operator: string; isCaseSensitive: boolean; left: Node; right: Node; line: number }
  /** `[type]value`, or `value -as [type]`, which gives null where the other fails. */
  | { kind: 'cast'; type: string; operand: Node; isSafe?: boolean; line: number }
  /** `[type]::Member(…)`; without arguments a property. */
  | { kind: 'static'; type: string; name: string; arguments: readonly Node[] | undefined; line: number }
  | { kind: 'member'; target: Node; name: Node; arguments: readonly Node[] | undefined; line: number }
  | { kind: 'index'; target: Node; index: Node; line: number }
  /** `Get-Date`, with its parameters by name in lower case. */
  | { kind: 'date'; parameters: ReadonlyMap<string, Node>; line: number }
  /** Statements whose one output counts. */
  | { kind: 'block'; statements: readonly Statement[]; line: number };

export type NodeOf<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;

export type Constant = string | number | boolean | null;

export type Statement =
  | { kind: 'output'; value: Node; line: number }
  | { kind: 'assign'; name: string; value: Node; line: number }
  | { kind: 'return'; value: Node | undefined; line: number }
  | { kind: 'if'; condition: Node; yes: readonly Statement[]; no: readonly Statement[]; line: number }
  | { kind: 'switch'; mode: SwitchMode; isCaseSensitive: boolean; value: Node; cases: readonly Case[]; line: number }
  | { kind: 'foreach'; name: string; items: Node; body: readonly Statement[]; line: number };

export type StatementOf<Kind extends Statement['kind']> = Extract<Statement, { kind: Kind }>;

export type SwitchMode = 'exact' | 'regex' | 'wildcard';

/** A case of a `switch`; `default` without a test. */
export interface Case {
  test: Node | undefined;
  body: readonly Statement[];
}
