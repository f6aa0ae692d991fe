import { children, createRenderEffect, type JSX } from 'solid-js';

interface RowColumnProps {
  readonly ref: HTMLDivElement;
  readonly style: JSX.CSSProperties;
  /** One element a row, in their order. */
  readonly children: JSX.Element;
}

/**
 * What the virtualiser puts its rows into. A row that stays is never taken out to be put back among others,
 * as Solid does where many come before it: it would lose the focus, and the click of a button that is down.
 */
export function RowColumn(props: RowColumnProps): JSX.Element {
  const rows = children(() => props.children);
  const column = (<div ref={props.ref} style={props.style} />) as HTMLDivElement;
  createRenderEffect(() => place(column, rows.toArray() as Element[]));
  return column;
}

function place(column: Element, rows: readonly Element[]): void {
  const wanted = new Set(rows);
  for (const row of [...column.children]) if (!wanted.has(row)) row.remove();
  let next = column.firstElementChild;
  for (const row of rows) {
    if (row === next) next = row.nextElementSibling;
    else column.insertBefore(row, next);
  }
}
