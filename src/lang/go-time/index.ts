export { type Civil, civilOf, nanosOfCivil, secondsOf } from './civil.ts';
export { formatNanos, type ParsedDuration, parseNanos, roundNanos } from './duration.ts';
export { formatMoment } from './format.ts';
export { dayNames, monthNames } from './layout.ts';
export { civilOfMoment, inZone, type Moment, zeroMoment } from './moment.ts';
export { localMoment, type ParsedMoment, parseMoment } from './parse.ts';
export { loadZone, utc, type Zone, type ZoneMoment } from './zone.ts';
