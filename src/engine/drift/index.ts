export { type Fight, FightWatch } from './fight-watch.ts';
