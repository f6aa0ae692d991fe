import './Button.css';
import { Tooltip } from '@kobalte/core/tooltip';
import { type ComponentProps, createSignal, type JSX, splitProps } from 'solid-js';
import { hideAtEscape } from './hideAtEscape.ts';

interface ButtonProps extends ComponentProps<'button'> {
  /** `main` is the one thing this screen is for. */
  readonly kind?: 'main' | 'plain' | 'quiet';
}

export function Button(props: ButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, ['kind', 'class']);
  return (
    <button type="button" {...rest} class={`button ${own.kind ?? 'plain'} ${own.class ?? ''}`} />
  );
}

interface IconButtonProps {
  /** Its name, for those who listen, and the tooltip for those who look. */
  readonly label: string;
  readonly onClick: () => void;
  /** Whether what it opens is open. */
  readonly expanded?: boolean;
  readonly children: JSX.Element;
}

/** A button that is only an icon. */
export function IconButton(props: IconButtonProps): JSX.Element {
  const [told, setTold] = createSignal(false);
  // Who pressed it knows what it does: a name that came after that would stand over what opened.
  let pressed = false;
  hideAtEscape(told, () => setTold(false));
  return (
    <Tooltip
      open={told()}
      onOpenChange={(open) => setTold(open && !pressed)}
      openDelay={500}
      closeDelay={0}
      gutter={6}
    >
      <Tooltip.Trigger
        class="icon-button"
        type="button"
        aria-label={props.label}
        aria-expanded={props.expanded}
        onPointerEnter={() => {
          pressed = false;
        }}
        onFocus={(event: FocusEvent) => {
          if ((event.currentTarget as HTMLElement).matches(':focus-visible')) pressed = false;
        }}
        onClick={() => {
          pressed = true;
          setTold(false);
          props.onClick();
        }}
      >
        {props.children}
      </Tooltip.Trigger>
      {/* It only says the name once more: those who listen have heard it. */}
      <Tooltip.Portal ref={(place: Element) => place.setAttribute('aria-hidden', 'true')}>
        <Tooltip.Content class="tooltip">{props.label}</Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip>
  );
}
