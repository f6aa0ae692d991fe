const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LEFT_TO_RIGHT = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/**
 * A catalogue whose sentences keep what people wrote apart from their own direction: a name in the
 * other direction is put between the marks FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE of
 * Unicode's UAX #9, so that it cannot turn the words, digits and signs around it. Names that run
 * along stay as they are.
 */
export function isolating<Text>(catalogue: Text, direction: 'ltr' | 'rtl'): Text {
  const other = direction === 'rtl' ? LEFT_TO_RIGHT : RIGHT_TO_LEFT;
  const isolate = (value: unknown): unknown =>
    typeof value === 'string' && other.test(value) ? `\u2068${value}\u2069` : value;
  const through = (value: unknown): unknown => {
    if (typeof value === 'function') return (...given: unknown[]) => value(...given.map(isolate));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, through(inner)]));
  };
  return through(catalogue) as Text;
}
