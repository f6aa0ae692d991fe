import { createRoot } from 'solid-js';
import { afterEach, expect, test, vi } from 'vitest';
import { createPermission } from '../../../src/ui/notify/permission.ts';

afterEach(() => void vi.unstubAllGlobals());

/** A browser that is asked once, and allows it. */
const asked = {
  permission: 'default',
  requestPermission: async () => {
    asked.permission = 'granted';
    return asked.permission;
  },
};

test('what is allowed in the settings holds where messages are told of', async () => {
  vi.stubGlobal('Notification', asked);
  vi.stubGlobal('window', Object.assign(new EventTarget(), { Notification: asked }));
  const dispose = await createRoot(async (end) => {
    const told = createPermission();
    const settings = createPermission();
    expect(told.now()).toBe('default');
    await settings.ask();
    expect([settings.now(), told.now()]).toEqual(['granted', 'granted']);
    return end;
  });
  dispose();
});
