import './Markdown.css';
import { createMemo, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { Mention } from '../../../model/payload.ts';
import { addressOf } from '../../address.ts';
import { channelNamed } from '../../channels.ts';
import { text as words } from '../../text/text.ts';
import { useView } from '../../view.ts';
import { Code } from './Code.tsx';
import { parse } from './load.ts';
import type { Inline } from './names.ts';
import type { Block, Item } from './parse.ts';

interface MarkdownProps {
  readonly text: string;
  readonly mentions: readonly Mention[];
  /** Stands behind the last word. */
  readonly end?: JSX.Element;
}

/** A text as its author meant it; built from nodes, never from HTML. */
export function Markdown(props: MarkdownProps): JSX.Element {
  // Whatever else changes about a message, such as that it was read, what it says stays as it stands: somebody
  // may be selecting it.
  const said = createMemo(() => props.text);
  const mentions = createMemo(() => props.mentions);
  const blocks = createMemo(() => parse(said(), mentions()));
  const isEnd = (i: number): boolean => i === blocks().length - 1 && endsInWords(blocks());
  return (
    <>
      <For each={blocks()}>
        {(block, i) => <BlockView block={block} end={isEnd(i()) ? props.end : undefined} />}
      </For>
      <Show when={!endsInWords(blocks())}>
        <p class="md-end">{props.end}</p>
      </Show>
    </>
  );
}

/** Whether something can stand behind the last word: below a list it would look like one more item. */
function endsInWords(blocks: readonly Block[]): boolean {
  const last = blocks.at(-1);
  if (last?.kind === 'list') return endsInWords(last.items.at(-1)?.content ?? []);
  if (last?.kind === 'quote') return endsInWords(last.content);
  return last?.kind === 'paragraph';
}

interface BlocksProps {
  readonly blocks: readonly Block[];
  readonly end?: JSX.Element;
}

function Blocks({ blocks, end }: BlocksProps): JSX.Element {
  const last = blocks.length - 1;
  return (
    <For each={blocks}>
      {(block, i) => <BlockView block={block} end={i() === last ? end : undefined} />}
    </For>
  );
}

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** A block is made once and never changes, so what it is need not be followed. */
function BlockView({ block, end }: { readonly block: Block; readonly end?: JSX.Element }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p dir="auto" classList={{ 'md-strong': block.strong === true }}>
          <Inlines content={block.content} />
          {end}
        </p>
      );
    case 'quote':
      return (
        <blockquote dir="auto">
          <Blocks blocks={block.content} end={end} />
        </blockquote>
      );
    case 'list':
      return <List list={block} end={end} />;
    case 'code':
      return <Code text={block.text} language={block.language} />;
    case 'table':
      return <Table table={block} />;
    case 'rule':
      return <hr />;
  }
}

interface ListProps {
  readonly list: Of<'list'>;
  readonly end?: JSX.Element;
}

function List({ list, end }: ListProps): JSX.Element {
  const last = list.items.length - 1;
  const items = (
    <For each={list.items}>
      {(item, i) => <ListItem item={item} end={i() === last ? end : undefined} />}
    </For>
  );
  return list.start === null ? (
    <ul dir="auto">{items}</ul>
  ) : (
    <ol dir="auto" start={list.start}>
      {items}
    </ol>
  );
}

interface ListItemProps {
  readonly item: Item;
  readonly end?: JSX.Element;
}

function ListItem({ item, end }: ListItemProps): JSX.Element {
  return (
    <li classList={{ task: item.done !== null }}>
      <Show when={item.done !== null}>
        <span class="md-task" classList={{ done: item.done === true }} aria-hidden="true" />
        <span class="unseen">{item.done ? words.markdown.done : words.markdown.open}</span>
      </Show>
      <Blocks blocks={item.content} end={end} />
    </li>
  );
}

function Table({ table }: { readonly table: Of<'table'> }): JSX.Element {
  const align = (i: number) => ({ 'text-align': table.align[i] ?? 'start' }) as const;
  return (
    <section class="md-scroll" tabindex="0" aria-label={words.markdown.table}>
      <table dir="auto">
        <thead>
          <tr>
            <For each={table.head}>
              {(cell, i) => (
                <th style={align(i())}>
                  <Inlines content={cell} />
                </th>
              )}
            </For>
          </tr>
        </thead>
        <tbody>
          <For each={table.rows}>
            {(row) => (
              <tr>
                <For each={row}>
                  {(cell, i) => (
                    <td style={align(i())}>
                      <Inlines content={cell} />
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}

function Inlines(props: { readonly content: readonly Inline[] }): JSX.Element {
  return <For each={props.content}>{(inline) => <InlineView inline={inline} />}</For>;
}

function InlineView({ inline }: { readonly inline: Inline }): JSX.Element {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'strong':
      return (
        <strong>
          <Inlines content={inline.content} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inlines content={inline.content} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines content={inline.content} />
        </s>
      );
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return <Link link={inline} />;
    case 'mention':
      return <MentionView mention={inline} />;
    case 'channel':
      return <ChannelView channel={inline} />;
  }
}

const shownIn = (content: readonly Inline[]): string =>
  content.map((it) => ('text' in it ? it.text : shownIn(it.content))).join('');

type Named<K extends Inline['kind']> = Extract<Inline, { readonly kind: K }>;

/** Words that look like one address and lead to another say where they lead. */
function Link({ link }: { readonly link: Named<'link'> }): JSX.Element {
  const leadsElsewhere = (): string | null => {
    const shown = shownIn(link.content).trim();
    const { hostname } = new URL(link.href);
    if (hostname === '' || !/^[^\s]+\.[^\s]+$/u.test(shown)) return null;
    const address = /^https?:\/\//iu.test(shown) ? shown : `https://${shown}`;
    const same = URL.canParse(address) && new URL(address).hostname === hostname;
    return same ? null : hostname;
  };
  return (
    <>
      <a
        class="message-link"
        href={link.href}
        title={link.href}
        target="_blank"
        rel="noopener noreferrer"
      >
        <Inlines content={link.content} />
      </a>
      <Show when={leadsElsewhere()}>{(host) => <span class="md-host"> ({host()})</span>}</Show>
    </>
  );
}

/** Shows the member's own name, whatever stands in the text. */
function MentionView({ mention }: { readonly mention: Named<'mention'> }): JSX.Element {
  const view = useView();
  const { who } = mention;
  const member = () => (who === 'channel' || who === 'here' ? undefined : view.members.of(who));
  const name = () => (who === 'channel' || who === 'here' ? who : member()?.name);
  const me = () => who === 'channel' || who === 'here' || member()?.self === true;
  return (
    <Show when={name()} fallback={mention.text}>
      {(name) => (
        <span class="mention name" classList={{ me: me() }}>
          @{name()}
        </span>
      )}
    </Show>
  );
}

function ChannelView({ channel }: { readonly channel: Named<'channel'> }): JSX.Element {
  const view = useView();
  const found = () => channelNamed(view, channel.name);
  return (
    <Switch fallback={channel.text}>
      <Match when={found()}>
        {(it) => (
          <a class="message-link name" href={addressOf(it().id)}>
            #{it().name}
          </a>
        )}
      </Match>
    </Switch>
  );
}
