import { faultPlan } from '../entra/faults/faultPlan';
import type { EntraOptions } from '../entra/options';

/** The faults that ENTRA_FAULTS asks for, told as they are planned and as they happen. @throws FaultPlanError */
export function plannedFaults(
  print: (line: string) => void,
): Pick<EntraOptions, 'fault' | 'faultElsewhere' | 'jobStatus'> {
  const { ENTRA_FAULTS: text = '', GRAPH_ENDPOINT } = process.env;
  if (text.trim() === '') return {};
  const { words, ...faults } = faultPlan(text, { onFault: (fault) => print(`> fault: ${fault}`) });
  if (GRAPH_ENDPOINT) {
    print('ENTRA_FAULTS has no effect: GRAPH_ENDPOINT is set, so there is no simulated Entra.');
    return {};
  }
  print('Faults on purpose (ENTRA_FAULTS), of which the first that matches a call wins:');
  for (const rule of words) print(`  ${rule}`);
  return faults;
}
