import './tokens.css';
import './base.css';
import './arabic.css';
import '@fontsource-variable/inter/wght.css';
import { I18nProvider } from '@kobalte/core/i18n';
import {
  type ComponentProps,
  createEffect,
  createMemo,
  ErrorBoundary,
  type JSX,
  lazy,
  Match,
  Show,
  Switch,
} from 'solid-js';
import type { App as AppContract, Session } from './app.ts';
import { Frame } from './frame/Frame.tsx';
import { UpdateOffer } from './frame/UpdateOffer.tsx';
import { createObserved } from './observe.ts';
import { Elsewhere } from './start/Elsewhere.tsx';
import { Failed } from './start/Failed.tsx';
import { Starting } from './start/Starting.tsx';
import { directionOf, localeOf } from './text/languages.ts';
import { sentenceFor, sentenceOf } from './text/reasons.ts';
import { language } from './text/text.ts';

// Who has an office sees none of these pages.
const Join = lazy(async () => ({ default: (await import('./start/Join.tsx')).Join }));
const LinkDevice = lazy(async () => ({
  default: (await import('./start/LinkDevice.tsx')).LinkDevice,
}));
const Locked = lazy(async () => ({ default: (await import('./start/Locked.tsx')).Locked }));
const Recover = lazy(async () => ({ default: (await import('./start/Recover.tsx')).Recover }));
const Removed = lazy(async () => ({ default: (await import('./start/Removed.tsx')).Removed }));
const Setup = lazy(async () => ({ default: (await import('./start/Setup.tsx')).Setup }));
const Welcome = lazy(async () => ({ default: (await import('./start/Welcome.tsx')).Welcome }));

/** The browser face. */
export function App(props: { readonly app: AppContract }): JSX.Element {
  const session = createObserved(props.app.session);
  const theme = createObserved(props.app.theme);
  const density = createObserved(props.app.density);
  const textSize = createObserved(props.app.textSize);
  createEffect(() => {
    const { dataset } = document.documentElement;
    dataset.theme = theme();
    dataset.density = density();
    dataset.text = textSize();
  });
  createEffect(() => {
    document.documentElement.lang = language();
    document.documentElement.dir = directionOf(language());
  });
  const when = <K extends Session['kind']>(kind: K) =>
    createMemo(() => {
      const now = session();
      return now.kind === kind ? (now as Extract<Session, { kind: K }>) : undefined;
    });
  const welcome = when('welcome');
  const locked = when('locked');
  const setup = when('setup');
  const join = when('join');
  const link = when('link');
  const recover = when('recover');
  const open = when('open');
  const messenger = createMemo(() => open()?.messenger);
  const elsewhere = when('elsewhere');
  const failed = when('failed');
  return (
    <ErrorBoundary fallback={(error: unknown) => <Broken error={error} />}>
      <I18nProvider locale={localeOf(language())}>
        <Switch fallback={<Starting />}>
          <Match when={welcome()}>{(it) => <Welcome app={props.app} notice={it().notice} />}</Match>
          <Match when={locked()}>{(it) => <Locked unlock={it().unlock} />}</Match>
          <Match when={setup()}>{(it) => <Setup app={props.app} found={it().found} />}</Match>
          <Match when={join()}>
            {(it) => <Join app={props.app} office={it().office} join={it().join} />}
          </Match>
          <Match when={link()}>
            {(it) => <LinkDevice app={props.app} office={it().office} link={it().link} />}
          </Match>
          <Match when={recover()}>
            {(it) => <Recover app={props.app} office={it().office} recover={it().recover} />}
          </Match>
          <Match when={elsewhere()}>{(it) => <Elsewhere takeOver={it().takeOver} />}</Match>
          <Match when={failed()}>
            {(it) => <Failed sentence={sentenceOf(it().reason)} retry={it().retry} />}
          </Match>
          <Match when={messenger()}>
            <Show when={messenger()} keyed>
              {(messenger) => (
                <Office
                  app={props.app}
                  messenger={messenger}
                  notice={open()?.notice ?? null}
                  host={open()?.host ?? null}
                />
              )}
            </Show>
          </Match>
        </Switch>
        <Show when={session().kind !== 'open'}>
          <UpdateCorner app={props.app} />
        </Show>
      </I18nProvider>
    </ErrorBoundary>
  );
}

/** The office, until this device is put out of it. */
function Office(props: ComponentProps<typeof Frame>): JSX.Element {
  // An office is made anew for each messenger.
  const removed = createObserved(props.messenger.removed);
  return (
    <Show when={removed()} fallback={<Frame {...props} />}>
      {(it) => (
        <>
          <Removed app={props.app} messenger={props.messenger} removal={it()} />
          <UpdateCorner app={props.app} />
        </>
      )}
    </Show>
  );
}

/** Where no office is shown, in whose frame a newer version is offered. */
function UpdateCorner(props: { readonly app: AppContract }): JSX.Element {
  return (
    <div class="app-update">
      <UpdateOffer update={props.app.update} />
    </div>
  );
}

/** A mistake of ours: it is told, not hidden behind an empty page. */
function Broken(props: { readonly error: unknown }): JSX.Element {
  console.error(props.error);
  return <Failed sentence={sentenceFor(props.error)} retry={undefined} />;
}
