/** The files that name the parameters of the deployment. */
export interface ParameterFiles {
  /** infra/main.bicep */
  bicep: string;
  /** infra/main.parameters.json: what azd deploys with */
  parameters: string;
  /** .github/workflows/ci.yml: what the workflow hands to azd */
  workflow: string;
  /** infra/environment.bicepparam: what the workflow's preview uses */
  environment: string;
  /** infra/everything.bicepparam: the sample for people who deploy with Azure CLI */
  everything: string;
}

interface Parameter {
  name: string;
  type: string;
  /** As text; undefined where the parameter is required. A nullable parameter's is null. */
  value: string | undefined;
}

function parametersOf(bicep: string): Parameter[] {
  return [...bicep.matchAll(/^param (\w+) ([^=\n]+?)(?: = (.*))?$/gm)].map(([, name = '', type = '', value]) => ({
    name,
    type,
    value: type.endsWith('?') ? 'null' : value?.replace(/^'(.*)'$/, '$1'),
  }));
}

/** How environment.bicepparam reads a variable of this type. */
function readerOf(type: string, variable: string): string {
  const read = `readEnvironmentVariable('${variable}')`;
  if (type === 'int' || type === 'bool') return `${type}(${read})`;
  return /[\]}]\??$/.test(type) ? `json(${read})` : read;
}

/** Compares every parameter of main.bicep with the files that set it. @returns each difference */
export function parameterProblems({ bicep, parameters, workflow, environment, everything }: ParameterFiles): string[] {
  const values: Record<string, { value: unknown }> = JSON.parse(parameters).parameters;
  const names = new Set(parametersOf(bicep).map(({ name }) => name));
  const unknown = Object.keys(values).filter((name) => !names.has(name));
  return [
    ...unknown.map((name) => `main.parameters.json sets ${name}, which main.bicep lacks`),
    ...parametersOf(bicep).flatMap(({ name, type, value }) => {
      const expected = value === undefined ? '' : `=${value}`;
      const [, variable = '', found] = /^\$\{([A-Z][A-Z0-9_]*)((?:=[^}]*)?)\}$/.exec(String(values[name]?.value)) ?? [];
      if (variable === '') return [`main.parameters.json lacks ${name}`];
      const fallback = value === undefined ? '' : ` || '${value}'`;
      return [
        found === expected ? [] : `main.parameters.json gives ${name} the default ${found}, not ${expected}`,
        workflow.includes(`\n      ${variable}: \${{ vars.${variable}${fallback} }}\n`)
          ? []
          : `ci.yml lacks ${variable} with the default ${value}`,
        environment.includes(`\nparam ${name} = ${readerOf(type, variable)}\n`)
          ? []
          : `environment.bicepparam does not read ${name} from ${variable}`,
        new RegExp(`^param ${name} =`, 'm').test(everything) ? [] : `everything.bicepparam lacks ${name}`,
      ].flat();
    }),
  ];
}
