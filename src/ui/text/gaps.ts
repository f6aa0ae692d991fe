/**
 * Where a catalogue has not the shape of another one: the paths of what is missing, of what is too
 * much, and of what is of another kind, such as `nav.unread`. Empty where both have the same words.
 */
export function gapsIn(catalogue: unknown, model: unknown, path = ''): string[] {
  if (!isGroup(model) || !isGroup(catalogue)) return sameKind(catalogue, model) ? [] : [path];
  const keys = new Set([...Object.keys(model), ...Object.keys(catalogue)]);
  return [...keys].flatMap((key) =>
    gapsIn(catalogue[key], model[key], path === '' ? key : `${path}.${key}`),
  );
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const sameKind = (value: unknown, model: unknown): boolean =>
  typeof value === typeof model && (typeof value !== 'string' || value.trim() !== '');
