const billion = 1_000_000_000n;
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

/** An amount in billionths as apimachinery's Quantity writes it, in the notation of `like`. */
export function formatAmount(value: bigint, like: string): string {
  if (value === 0n) return '0';
  if (like.endsWith('i') && value % billion === 0n) {
    let amount = value / billion;
    let power = 0;
    while (amount % 1024n === 0n && power < binary.length - 1) {
      amount /= 1024n;
      power += 1;
    }
    return `${amount}${binary[power]}`;
  }
  let amount = value;
  let power = 0;
  while (amount % 1000n === 0n && power < decimal.length - 1) {
    amount /= 1000n;
    power += 1;
  }
  return `${amount}${decimal[power]}`;
}
