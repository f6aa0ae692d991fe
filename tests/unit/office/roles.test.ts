import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { has, leastRole, POWERS, ROLES } from '../../../src/office/permissions.ts';

const page = readFileSync(new URL('../../../docs/roles.md', import.meta.url), 'utf8');

test('docs/roles.md says of every power who has it', () => {
  const rows = page.split('\n').filter((line) => /^\| [a-z-]+ \| yes/.test(line));
  const said = rows.map((row) => {
    const [, power = '', ...cells] = row.split('|').map((cell) => cell.trim());
    return [power, cells.slice(0, ROLES.length).map((cell) => cell === 'yes')];
  });
  expect(Object.fromEntries(said)).toEqual(
    Object.fromEntries(POWERS.map((power) => [power, ROLES.map((role) => has(role, power))])),
  );
});

test('who has a power has it in every greater role', () => {
  for (const power of POWERS) {
    const least = ROLES.indexOf(leastRole(power));
    expect(ROLES.map((role) => has(role, power))).toEqual(ROLES.map((_, i) => i <= least));
  }
});
