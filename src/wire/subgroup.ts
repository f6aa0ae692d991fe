import type { ed25519 } from '@noble/curves/ed25519.js';

/**
 * Whether a point of edwards25519 is in the group of prime order. The curve has 8 times as many points in
 * one cycle, so these are the points that can be halved three times. Each half asks for roots, and is
 * worked out with fewer products than multiplying by the order, which is what libraries do: a third of
 * the time, when hundreds of keys enter with a roster. Source: T. Pornin, "Point-Halving and Subgroup
 * Membership in Twisted Edwards Curves" (2022/1164), here on the Montgomery form of RFC 7748 §4.1.
 */

type Point = InstanceType<typeof ed25519.Point>;

const P = 2n ** 255n - 19n;
/** v² = u³ + A u² + u. */
const A = 486_662n;
const HALF = (P + 1n) / 2n;

const reduced = (value: bigint): bigint => {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
};

/** The value squared so many times. */
function squared(value: bigint, times: number): bigint {
  let power = value;
  for (let i = 0; i < times; i++) power = (power * power) % P;
  return power;
}

/** value^((P - 5) / 8), which is value^(2^252 - 3): from powers of two, less one, that double in length. */
function eighth(value: bigint): bigint {
  const two = (squared(value, 1) * value) % P;
  const four = (squared(two, 2) * two) % P;
  const five = (squared(four, 1) * value) % P;
  const ten = (squared(five, 5) * five) % P;
  const twenty = (squared(ten, 10) * ten) % P;
  const forty = (squared(twenty, 20) * twenty) % P;
  const fifty = (squared(forty, 10) * ten) % P;
  const hundred = (squared(fifty, 50) * fifty) % P;
  const twoHundred = (squared(hundred, 100) * hundred) % P;
  const all = (squared(twoHundred, 50) * fifty) % P;
  return (squared(all, 2) * value) % P;
}

/** A square root of -1, 2^((P - 1) / 4): 2 is no square. */
const I = (squared(eighth(2n), 1) * 2n) % P;

/** A square root of `over / under`, as RFC 8032 §5.1.3 finds it; null where there is none. */
function rootOf(over: bigint, under: bigint): bigint | null {
  const cubed = (squared(under, 1) * under) % P;
  const seventh = (squared(cubed, 1) * under) % P;
  const root = (((over * cubed) % P) * eighth((over * seventh) % P)) % P;
  const check = (squared(root, 1) * under) % P;
  if (check === over) return root;
  return check === P - over ? (root * I) % P : null;
}

const isSquare = (value: bigint): boolean =>
  (squared(eighth(value), 2) * squared(value, 1)) % P === 1n;

const must = (root: bigint | null): bigint => {
  if (root === null) throw new RangeError('no root');
  return root;
};

/** v = SCALE u / x, x being that of the Edwards form. */
const SCALE = must(rootOf(P - A - 2n, 1n));
/** v of a point of order 4, whose u is 1. */
const QUARTER = must(rootOf(A + 2n, 1n));

/** Whether the point has no part of small order. `point` is on the curve. */
export function isTorsionFree(point: Point): boolean {
  const { x, y } = point.toAffine();
  return halvesThrice(x, y) ?? point.isTorsionFree();
}

/** Null for the few points at which the formulas have no value. */
function halvesThrice(x: bigint, y: bigint): boolean | null {
  if (x === 0n || y === 0n) return null;
  // It can be halved when u is a square.
  const root = rootOf(reduced(1n + y), reduced(1n - y));
  if (root === null) return false;
  const [sum, part] = [(A + 2n * root * root) * x, 2n * SCALE * root];
  // Of two, whose product is no square, one is: (v / u)² of the half.
  const slope = rootOf(reduced(sum + part), x) ?? rootOf(reduced(sum - part), x);
  if (slope === null) return null;
  const half = reduced((slope * slope - A) * HALF - root * slope);
  // The half can be halved, and that once more: its pairing with the point of order 4 is 1.
  const again = rootOf(half, 1n);
  if (again === null) return false;
  const pairing = reduced((slope - QUARTER) * again);
  return half === 0n || pairing === 0n ? null : isSquare(pairing);
}
