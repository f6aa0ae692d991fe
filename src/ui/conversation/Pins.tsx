import { lazy } from 'solid-js';

/** What is pinned, beside the conversation; its code comes when it is opened. */
export const Pins = lazy(() => import('./PinsPanel.tsx'));
