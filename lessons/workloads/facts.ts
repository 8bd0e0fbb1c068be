/** What browsers do with their connections: each with where it was seen, and with the workload that shows it. */
import type { Fact } from './fact.ts';
import { HTTP1_FACTS } from './http1-facts.ts';
import { HTTP2_FACTS } from './http2-facts.ts';
import { PAGE_FACTS } from './page-facts.ts';

export type { Fact } from './fact.ts';

export const FACTS: readonly Fact[] = [...HTTP1_FACTS, ...PAGE_FACTS, ...HTTP2_FACTS];
