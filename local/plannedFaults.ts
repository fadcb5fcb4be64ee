import { faultPlan } from './entra/faults';
import type { EntraOptions } from './entra/options';

/** The faults that ENTRA_FAULTS asks for, told as they are planned and as they happen. @throws FaultPlanError */
export function plannedFaults(): Pick<EntraOptions, 'fault' | 'faultElsewhere'> {
  const { ENTRA_FAULTS: text = '', GRAPH_ENDPOINT } = process.env;
  if (text.trim() === '') return {};
  const { words, ...faults } = faultPlan(text, { onFault: (fault) => console.log(`> fault: ${fault}`) });
  if (GRAPH_ENDPOINT) {
    console.log('ENTRA_FAULTS has no effect: GRAPH_ENDPOINT is set, so there is no simulated Entra.');
    return {};
  }
  console.log('Faults on purpose (ENTRA_FAULTS), of which the first that matches a call wins:');
  for (const rule of words) console.log(`  ${rule}`);
  return faults;
}
