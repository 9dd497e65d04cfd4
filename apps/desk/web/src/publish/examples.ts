/** By what is to be seen. The last two ask their handler to fail: `payload.lab` of the failure lab. */
const EXAMPLES = {
  first: { id: 'first-1', tipo: 'CREACION', payload: { valor: 42 } },
  retry: {
    ...{ id: 'retry-1', tipo: 'CREACION' },
    payload: { valor: 42, lab: { fail: 'retryable', attempts: 2 } },
  },
  dead: { id: 'dead-1', tipo: 'CREACION', payload: { valor: 42, lab: { fail: 'permanent' } } },
};

export type ExampleName = keyof typeof EXAMPLES;

export const EXAMPLE_NAMES = Object.keys(EXAMPLES) as ExampleName[];

/** The text of the example that an address names; of the first where it names none. */
export function writeExample(name: string | undefined): string {
  const known = EXAMPLE_NAMES.find((each) => each === name) ?? 'first';
  return JSON.stringify(EXAMPLES[known], null, 2);
}
