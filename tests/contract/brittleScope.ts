/** What a worker is told, besides what it is made for, to break in the ways in which workers break. */
export type Order =
  /** Writes fail like this from now on; null: no more. */
  | { readonly order: 'fail'; readonly name: string | null }
  /** The engine has no synchronous access to files. */
  | { readonly order: 'asynchronous' }
  /** Files that are to be written never open: what is asked stays under way. */
  | { readonly order: 'hang' }
  /** It dies without a word. */
  | { readonly order: 'die' }
  /** Something throws where nobody catches. */
  | { readonly order: 'throw' };

/** To be imported before what the worker is made for: it hears orders first, and keeps them for itself. */
const files = FileSystemFileHandle.prototype as unknown as Record<string, unknown>;
let failing: string | null = null;

function obey(order: Order): void {
  if (order.order === 'fail') failing = order.name;
  else if (order.order === 'asynchronous') delete files.createSyncAccessHandle;
  else if (order.order === 'hang') files.createSyncAccessHandle = () => new Promise(() => {});
  else if (order.order === 'die') self.close();
  else throw new Error('told to throw');
}

/** Makes a method fail when writes are to fail. */
function breakable(prototype: object, method: string, fail: (error: DOMException) => unknown) {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[method];
  methods[method] = function (...args) {
    return failing ? fail(new DOMException('refused', failing)) : original?.apply(this, args);
  };
}

breakable(FileSystemSyncAccessHandle.prototype, 'write', (error) => {
  throw error;
});
breakable(FileSystemWritableFileStream.prototype, 'write', (error) => Promise.reject(error));

self.addEventListener('message', (event) => {
  if (!event.data?.order) return;
  event.stopImmediatePropagation();
  obey(event.data);
});
