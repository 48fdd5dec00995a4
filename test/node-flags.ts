import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string };
};

/** What `npm start` gives to Node, so that the bot runs here as it is deployed. */
export const NODE_FLAGS: readonly string[] = scripts.start.match(/--\S+/g) ?? [];

/** What `npm start` puts into the environment where it is not there: how memory is given back, what is compiled once. */
export const START_ENV: Readonly<Record<string, string>> = Object.fromEntries(
  [...scripts.start.matchAll(/(\w+)=\$\{\1:-(\S+)\}/g)].map(([, name = '', value = '']) => [
    name,
    value.includes('/') ? fileURLToPath(new URL(`../${value}`, import.meta.url)) : value,
  ]),
);

/** For a process whose standard input is a pipe of ours: it ends when we do. */
export const ENDS_WITH_US: readonly string[] = [
  '--import',
  new URL('./ends-with-parent.js', import.meta.url).href,
];
