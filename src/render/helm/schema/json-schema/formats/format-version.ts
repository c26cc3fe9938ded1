/** What is wrong with a version of semver.org (format.go, validateSemver). */
export function semverFault(text: string): string | undefined {
  const [front = '', ...build] = text.split('+');
  if (build.length > 0) {
    if (build.join('+') === '') return 'build is empty';
    const wrong = identifierFault(build.join('+'), 'build');
    if (wrong !== undefined) return wrong;
  }
  const hyphen = front.indexOf('-');
  if (hyphen !== -1) {
    const prerelease = front.slice(hyphen + 1);
    const wrong = identifierFault(prerelease, 'pre-release');
    if (wrong !== undefined) return wrong;
    if (prerelease.split('.').some((part) => /^0[0-9]+$/.test(part)))
      return 'pre-release numeric identifier starts with zero';
  }
  return coreFault(hyphen === -1 ? front : front.slice(0, hyphen));
}

function identifierFault(text: string, what: string): string | undefined {
  for (const part of text.split('.')) {
    if (part === '') return `${what} identifier is empty`;
    const wrong = /[^0-9A-Za-z-]/u.exec(part)?.[0];
    if (wrong !== undefined) return `invalid character '${wrong}' in ${what} identifier`;
  }
  return undefined;
}

function coreFault(core: string): string | undefined {
  const numbers = core.split('.');
  if (numbers.length !== 3) return 'versionCore must have 3 numbers separated by dot';
  for (const [index, name] of ['major', 'minor', 'patch'].entries()) {
    const number = numbers[index] ?? '';
    if (number === '') return `${name} is empty`;
    if (number.length > 1 && number.startsWith('0')) return `${name} starts with zero`;
    if (!/^[0-9]+$/.test(number)) return `${name} contains non-digit`;
  }
  return undefined;
}

/** What is wrong with a duration of ISO 8601, `P1DT2H` (format.go, validateDuration). */
export function durationFault(text: string): string | undefined {
  if (!text.startsWith('P')) return 'must start with P';
  const body = text.slice(1);
  if (body === '') return 'nothing after P';
  if (body.endsWith('W')) {
    if (body === 'W') return 'no number in week';
    return /^[0-9]+W$/.test(body) ? undefined : 'invalid week';
  }
  for (const [index, part] of body.split('T').entries()) {
    if (index > 0 && part === '') return 'no time elements';
    if (index > 1) return 'more than one T';
    const wrong = elementsFault(part, index === 0 ? 'YMD' : 'HMS');
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function elementsFault(text: string, units: string): string | undefined {
  let left = units;
  for (let rest = text; rest !== '';) {
    const digits = /^[0-9]*/.exec(rest)?.[0] ?? '';
    if (digits === '') return 'missing number';
    const unit = rest[digits.length];
    if (unit === undefined) return 'missing unit';
    const at = left.indexOf(unit);
    if (at === -1) return units.includes(unit) ? `unit '${unit}' out of order` : `invalid unit '${unit}'`;
    left = left.slice(at + 1);
    rest = rest.slice(digits.length + 1);
  }
  return undefined;
}
