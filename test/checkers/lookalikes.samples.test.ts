import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { statuspage } from '../../checkers/statuspage.ts';
import { examplePage, worldOf } from './world.ts';

// Real captures stand beside the repository, not in it.
const samples = new URL('../../../shared/samples/', import.meta.url);
const captured = existsSync(samples) ? describe : describe.skip;
const platform = examplePage('recent');

captured('answers of other products at the address of a Statuspage', () => {
  test.each([
    'firehydrant/redis-payload.json',
    'instatus/perplexity-summary-up.json',
    'instatus/perplexity-components.json',
    'betterstack/index-open-report.constructed.json',
    'statusio/gitlab-operational.json',
    'statusio/incident-and-maintenance.doc-derived.json',
    'gcp/incidents-all-closed.json',
    'aws-health/currentevents-decoded.trimmed.json',
  ])('are refused rather than taken for well: %s', async (name) => {
    const body = readFileSync(new URL(name, samples), 'utf8');

    const failure = await statuspage(platform, worldOf({ [platform.address]: body })).catch(
      (error: unknown) => error,
    );

    expect(failure).toMatchObject({ name: 'ZodError' });
  });
});
