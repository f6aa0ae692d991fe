import { For, type JSX, Match, Switch } from 'solid-js';
import type { Step } from '../app.ts';
import { text } from '../text/text.ts';
import { type StepState, stateOf } from './stepState.ts';

interface StepsProps {
  readonly steps: readonly Step[];
  /** A last step that is not always needed: shown once it is reached. */
  readonly maybe?: Step;
  readonly current: Step;
  readonly failed: boolean;
}

/** What everybody does who comes into an office that exists. */
export const JOINING: readonly Step[] = ['connecting', 'reading', 'joining'];

/** What is being done while a person waits for other machines. */
export function Steps(props: StepsProps): JSX.Element {
  const steps = () =>
    props.maybe && props.current === props.maybe ? [...props.steps, props.maybe] : props.steps;
  const current = () => steps().indexOf(props.current);
  return (
    <ol class="steps" aria-label={text.steps.label} aria-live="polite">
      <For each={steps()}>
        {(step, index) => {
          const state = () => stateOf(index(), current(), props.failed);
          return (
            <li class={`step ${state()}`} aria-current={state() === 'doing' ? 'step' : undefined}>
              <StepMark state={state()} />
              {text.steps[step]}
              <span class="unseen">{text.steps[state()]}</span>
            </li>
          );
        }}
      </For>
    </ol>
  );
}

function StepMark(props: { readonly state: StepState }): JSX.Element {
  return (
    <svg
      viewBox="0 0 14 14"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      aria-hidden="true"
    >
      <Switch
        fallback={<circle cx="7" cy="7" r="5.5" stroke-dasharray="2 2.3" stroke-width="1.25" />}
      >
        <Match when={props.state === 'doing'}>
          <circle cx="7" cy="7" r="5.5" />
          <circle cx="7" cy="7" r="2.25" fill="currentColor" stroke="none" />
        </Match>
        <Match when={props.state === 'done'}>
          <path d="m2.5 7.5 3 3 6-7" stroke-linecap="round" stroke-linejoin="round" />
        </Match>
        <Match when={props.state === 'failed'}>
          <path d="m3 3 8 8m0-8-8 8" stroke-linecap="round" />
        </Match>
      </Switch>
    </svg>
  );
}
