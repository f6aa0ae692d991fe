/**
 * Loads something when it is first asked for. Asked again, it is there within the same task, which a second
 * `import()` of the same file is not: keys that are pressed meanwhile would meet what was shown before. After
 * it failed it is tried again.
 */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
}
