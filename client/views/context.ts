import { createContext } from 'svelte';
import type { Playground } from '../state/playground.svelte.ts';

/** Gives every view the page's one state. */
export const [getPlayground, setPlayground] = createContext<Playground>();
