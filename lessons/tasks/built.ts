/** What the lab plays of what a learner has built. */
import type { Build } from '../schema/build.ts';
import type { Scenario } from '../schema/scenario.ts';

/** Content as it stands, or a scenario. */
export type Draft = string | Scenario;

/** A text is written at once, and the response stays open: so it is asked for once. */
export const scenarioOf = (draft: Draft): Scenario =>
  typeof draft === 'string' ? { steps: draft === '' ? [] : [{ text: draft }], then: 'hold' } : draft;

/** What stands in the editor at first. */
export const startOf = (build: Build): Draft => ('text' in build ? build.text : build.scenario);
