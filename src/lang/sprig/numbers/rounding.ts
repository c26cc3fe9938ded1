/** `value` to so many places (sprig 3.3.0, round): up where what is cut is `roundOn` or more, and for negative numbers never, as upstream has it. */
export function round(value: number, places: number, roundOn: number): number {
  const power = 10 ** places;
  const digit = power * value;
  const fraction = Number.isFinite(digit) ? digit - Math.trunc(digit) : Number.NaN;
  return (fraction >= roundOn ? Math.ceil(digit) : Math.floor(digit)) / power;
}
