import { createFaultPlan } from '../entra/faults/faultPlan';
import type { EntraOptions } from '../entra/options';

/**
 * Reads the fault plan in ENTRA_FAULTS, and prints the plan and each fault when it happens.
 * @throws FaultPlanError
 */
export function readFaultPlan(
  print: (line: string) => void,
): Pick<EntraOptions, 'fault' | 'faultElsewhere' | 'jobStatus'> {
  const { ENTRA_FAULTS: text = '', GRAPH_ENDPOINT } = process.env;
  if (text.trim() === '') return {};
  const { words, ...faults } = createFaultPlan(text, { onFault: (fault) => print(`> fault: ${fault}`) });
  if (GRAPH_ENDPOINT) {
    print('ENTRA_FAULTS has no effect: GRAPH_ENDPOINT is set, so there is no simulated Entra.');
    return {};
  }
  print('Injected faults (ENTRA_FAULTS). The first rule that matches a call wins:');
  for (const rule of words) print(`  ${rule}`);
  return faults;
}
