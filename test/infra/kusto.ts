import '@kusto/language-service-next/bridge.min.js';
import '@kusto/language-service-next/Kusto.Language.Bridge.min.js';

/** A list of the library's, which was compiled from C#. */
interface List<T> {
  Count: number;
  getItem(index: number): T;
}

interface Table {
  WithName(name: string): Table;
}

/**
 * The part of Microsoft's language service that is used; its own declarations are two megabytes.
 */
interface Kusto {
  KustoCode: {
    ParseAndAnalyze(
      text: string,
      globals: unknown,
    ): {
      GetDiagnostics(): List<{ Message: string; Start: number }>;
      ResultType: { Columns?: List<{ Name: string }> } | null;
    };
  };
  GlobalState: { Default: { WithDatabase(database: unknown): unknown } };
  Symbols: {
    TableSymbol: { From(schema: string): Table };
    DatabaseSymbol: { ctor: new (name: string, tables: Table[]) => unknown };
  };
}

const { Language } = (globalThis as unknown as { Kusto: { Language: Kusto } }).Kusto;

/** The tables of Application Insights and of the workspace, as far as a query here needs them. */
const tables = {
  customEvents: 'timestamp: datetime, name: string, customDimensions: dynamic, customMeasurements: dynamic',
  traces: 'timestamp: datetime, message: string, severityLevel: int, operation_Name: string, customDimensions: dynamic',
  requests: 'timestamp: datetime, name: string, success: string, resultCode: string, duration: real',
  _LogOperation: 'TimeGenerated: datetime, Category: string, Operation: string, Level: string, Detail: string',
};

const { TableSymbol, DatabaseSymbol } = Language.Symbols;
const globals = Language.GlobalState.Default.WithDatabase(
  new DatabaseSymbol.ctor(
    'insights',
    Object.entries(tables).map(([name, columns]) => TableSymbol.From(`(${columns})`).WithName(name)),
  ),
);

const itemsOf = <T>(list: List<T>): T[] => Array.from({ length: list.Count }, (_, index) => list.getItem(index));

/**
 * Parses a query and checks its names and types, as the service would. @returns what is wrong, and
 * the columns that it gives
 */
export function analyse(query: string): { problems: string[]; columns: string[] } {
  const code = Language.KustoCode.ParseAndAnalyze(query, globals);
  const columns = code.ResultType?.Columns;
  return {
    problems: itemsOf(code.GetDiagnostics()).map(
      ({ Message, Start }) => `${Message} (at ${query.slice(Start, Start + 40)})`,
    ),
    columns: columns === undefined ? [] : itemsOf(columns).map(({ Name }) => Name),
  };
}
