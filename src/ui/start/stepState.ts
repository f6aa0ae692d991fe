export type StepState = 'waiting' | 'doing' | 'done' | 'failed';

/** How far an attempt has come: before `current` all is done, after it all waits. */
export function stateOf(index: number, current: number, failed: boolean): StepState {
  if (index < current) return 'done';
  if (index > current) return 'waiting';
  return failed ? 'failed' : 'doing';
}
