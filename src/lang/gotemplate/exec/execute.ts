import type { Frame, State } from './state.ts';

/** How a statement ended: by itself, or by leaving or continuing the range around it. */
export type Ending = 'done' | 'break' | 'continue';

/** A statement, ready to be executed. */
export type Execute = (state: State, frame: Frame) => Ending;
