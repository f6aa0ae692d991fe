import { lazy } from 'solid-js';

/** A thread beside its conversation; its code comes when one is opened. */
export const Thread = lazy(() => import('./ThreadPanel.tsx'));
