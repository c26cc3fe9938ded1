export { SessionGate } from './gate.tsx';
export { type Ability, SessionContext, useSession } from './session.ts';
