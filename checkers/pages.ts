import { z } from 'zod';
import { CheckError } from './checker.ts';

const MAX_PAGES = 100;

/** One page of a list, and the address of the next. */
export interface Page<T> {
  items: T[];
  next: string | null | undefined;
}

/** What could be read of a list in pages. */
export interface Pages<T> {
  items: T[];
  /** What kept us from the rest. */
  cut?: CheckError;
}

/** The schema of an address of the next page. Never lenient: without it a list would look whole. */
export const nextLink = z.string().nullish();

/**
 * Reads a list to its end. The links are followed as they are written, but only to the origin of the first:
 * the token goes with them. Throws CheckError when not even the first page can be read.
 */
export async function readPages<T>(
  first: string,
  read: (url: string) => Promise<Page<T>>,
): Promise<Pages<T>> {
  const { items, next } = await read(first);
  const pages: Pages<T> = { items: [...items] };
  const seen = new Set([first]);
  for (let url = next; url; ) {
    if (URL.parse(url)?.origin !== new URL(first).origin) return { ...pages, cut: lost('elsewhere') };
    if (seen.has(url)) return { ...pages, cut: lost('in a circle') };
    if (seen.size === MAX_PAGES) return { ...pages, cut: lost(`beyond ${MAX_PAGES} pages`) };
    seen.add(url);
    try {
      const page = await read(url);
      pages.items.push(...page.items);
      url = page.next;
    } catch (error) {
      if (error instanceof CheckError) return { ...pages, cut: error };
      throw error;
    }
  }
  return pages;
}

function lost(where: string): CheckError {
  return new CheckError('unreadable', `the list goes on ${where}`);
}
