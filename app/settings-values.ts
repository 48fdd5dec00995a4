import { Cron, CronPattern } from 'croner';

/** A text of the environment understood, or the rest of the sentence "VARIABLE ..." that says why not. */
export type Parsed<T> = { value: T } | { wrong: string };

/** Understands one text. What it answers never repeats the text: it may be a secret. */
export type Parse<T> = (text: string) => Parsed<T>;

/** A text that fits `pattern`, as it is. */
export function matching(pattern: RegExp, wrong: string): Parse<string> {
  return (text) => (pattern.test(text) ? { value: text } : { wrong });
}

/** A token, key or password: it travels in headers, so it is one printable word. */
export function secret(prefix = ''): Parse<string> {
  return (text) => {
    if (!text.startsWith(prefix)) return { wrong: `does not begin with ${prefix}` };
    if (text.length === prefix.length) return { wrong: `ends after ${prefix}` };
    // A line break or a typographic dash from a web page would only fail much later, as a refused login.
    return /^[!-~]+$/.test(text)
      ? { value: text }
      : { wrong: 'holds a space or another character that no token has' };
  };
}

/** A whole number within bounds. */
export function count(least: number, most: number): Parse<number> {
  return (text) =>
    /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
      ? { value: Number(text) }
      : { wrong: `is not a whole number from ${least} to ${most}` };
}

/** A positive number, a fraction too. */
export function amount(most: number): Parse<number> {
  return (text) =>
    /^\d{1,9}(\.\d{1,9})?$/.test(text) && Number(text) > 0 && Number(text) <= most
      ? { value: Number(text) }
      : { wrong: `is not a number above 0 and up to ${most}` };
}

/** One of a few words, in any case. */
export function word<W extends string>(words: readonly W[]): Parse<W> {
  return (text) => {
    const value = words.find((known) => known === text.toLowerCase());
    return value === undefined ? { wrong: `is none of ${words.join(', ')}` } : { value };
  };
}

/** Yes or no. */
export const flag: Parse<boolean> = (text) => {
  if (/^(true|yes|on|1)$/i.test(text)) return { value: true };
  return /^(false|no|off|0)$/i.test(text) ? { value: false } : { wrong: 'is neither true nor false' };
};

/** Entries between commas, semicolons or spaces, each once. */
export function list<T>(entry: Parse<T>): Parse<T[]> {
  return (text) => {
    const values: T[] = [];
    for (const [index, part] of text
      .split(/[\s,;]+/)
      .filter(Boolean)
      .entries()) {
      const parsed = entry(part);
      if ('wrong' in parsed) return { wrong: `has an entry, number ${index + 1}, that ${parsed.wrong}` };
      if (!values.includes(parsed.value)) values.push(parsed.value);
    }
    return values.length === 0 ? { wrong: 'lists nothing' } : { value: values };
  };
}

/** Names between commas; one with a comma of its own stands in double quotes. */
export const names: Parse<string[]> = (text) => {
  if (text.split('"').length % 2 === 0) return { wrong: 'has a double quote without its partner' };
  const found = (text.match(/(?:"[^"]*"|[^",])+/g) ?? [])
    .map((name) =>
      name
        .trim()
        .replace(/^"([^"]*)"$/, '$1')
        .trim(),
    )
    .filter(Boolean);
  return found.length === 0 ? { wrong: 'lists nothing' } : { value: [...new Set(found)] };
};

/** https://learn.microsoft.com/rest/api/azure/devops/status/health/get */
export const GEOGRAPHIES = ['APAC', 'AU', 'BR', 'CA', 'EU', 'IN', 'UK', 'US'];

/** Codes of Azure DevOps geographies, or `*`. One that is like a code, such as USA, would match nothing. */
export const geographies: Parse<string[]> = (text) => {
  const codes = names(text.toUpperCase());
  if ('wrong' in codes || codes.value.every((code) => [...GEOGRAPHIES, '*'].includes(code))) return codes;
  return { wrong: 'has an entry that is not the code of a geography' };
};

/** An id of Microsoft's, in lower case. */
export const guid: Parse<string> = (text) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
    ? { value: text.toLowerCase() }
    : { wrong: 'is not an id like 00000000-0000-0000-0000-000000000000' };

/** A directory: its id or one of its domains. */
export const tenant: Parse<string> = (text) =>
  /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) ? { value: text.toLowerCase() } : guid(text);

export const email: Parse<string> = (text) =>
  /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(text) ? { value: text } : { wrong: 'is not an e-mail address' };

export const channelId: Parse<string> = (text) => {
  if (text.startsWith('#')) return { wrong: "is a channel's name, not its id" };
  return /^[CG][A-Z0-9]+$/.test(text) ? { value: text } : { wrong: 'is not the id of a channel' };
};

/** Slack user ids and user-group ids, told apart by their first letter. */
export const people: Parse<{ users: string[]; groups: string[] }> = (text) => {
  const ids = list(matching(/^[UWS][A-Z0-9]+$/, 'is not the id of a user or a user group'))(text);
  if ('wrong' in ids) return ids;
  const isGroup = (id: string) => id.startsWith('S');
  return { value: { users: ids.value.filter((id) => !isGroup(id)), groups: ids.value.filter(isGroup) } };
};

/** An https address without a trailing slash; plain http only on this machine. */
export const address: Parse<string> = (text) => {
  const url = URL.parse(text);
  if (url === null) return { wrong: 'is not a web address' };
  const here = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(here && url.protocol === 'http:')) {
    return { wrong: 'is not an https address' };
  }
  // A query would end up in the middle of every address made from this one, a password in every log.
  if (url.username || url.password || url.search || url.hash) {
    return { wrong: 'holds more than an address (a user name, a "?" or a "#")' };
  }
  return { value: url.href.replace(/\/+$/, '') };
};

/** An Azure DevOps organisation, by its bare name or its address, old or new. Their case does not matter. */
export const organisation: Parse<string> = (text) => {
  if (/^[a-z0-9][a-z0-9-]*$/i.test(text)) return { value: `https://dev.azure.com/${text.toLowerCase()}` };
  const parsed = address(text);
  if ('wrong' in parsed) return parsed;
  const { hostname, pathname } = new URL(parsed.value);
  const path = pathname.toLowerCase().split('/').filter(Boolean);
  if (hostname === 'dev.azure.com') {
    if (path.length !== 1) return { wrong: 'does not end with the name of the organisation' };
    return { value: `https://dev.azure.com/${path[0]}` };
  }
  const old = /^([a-z0-9-]+)\.visualstudio\.com$/.exec(hostname);
  if (old === null) return parsed;
  if (path.some((part) => part !== 'defaultcollection')) {
    return { wrong: 'goes on after the name of the organisation' };
  }
  return { value: `https://dev.azure.com/${old[1]}` };
};

/** A token as it stands in a Basic header: base64 of `token`, `:token` or `user:token`. */
export const encodedToken: Parse<string> = (text) => {
  const packed = text.replaceAll(/\s/g, '');
  const decoded = Buffer.from(packed, 'base64').toString('latin1').trim();
  const token = secret()(decoded.slice(decoded.lastIndexOf(':') + 1));
  // Buffer skips what is not base64, so a token pasted without encoding decodes too, but to noise.
  return /^[\w+/-]+={0,2}$/.test(packed) && 'value' in token
    ? token
    : { wrong: 'is not base64 of a token, alone or behind a colon' };
};

/** What to do with a ticket at the end: nothing, close it, or bring it into the named state. */
export const closing: Parse<false | { state: string | undefined }> = (text) => {
  const simple = flag(text);
  if ('value' in simple) return { value: simple.value && { state: undefined } };
  return /^\p{L}[\p{L}\p{N} _-]{0,127}$/u.test(text)
    ? { value: { state: text } }
    : { wrong: 'is neither true, false nor the name of a state' };
};

/** A cron pattern of 5 fields, or 6 with seconds, that fires at all. */
export const schedule: Parse<string> = (text) => {
  try {
    new CronPattern(text, undefined, { mode: '5-or-6-parts' });
    // The 30th of February parses, and would leave the bot asleep for ever. Any fixed day serves to find out.
    const fires = new Cron(text, { paused: true }).nextRun('2024-01-01T00:00:00') !== null;
    return fires ? { value: text } : { wrong: 'never fires' };
  } catch {
    return { wrong: 'is not a cron pattern of 5 or 6 fields' };
  }
};

/** A storage connection string, its usual endpoint filled in where it was left out. */
export const connectionString: Parse<string> = (text) => {
  const { UseDevelopmentStorage, AccountName, AccountKey, TableEndpoint, SharedAccessSignature, ...more } =
    connectionParts(text);
  if (UseDevelopmentStorage?.toLowerCase() === 'true') return { value: text };
  if (TableEndpoint !== undefined && !/^https?:$/.test(URL.parse(TableEndpoint)?.protocol ?? '')) {
    return { wrong: 'has a TableEndpoint that is not a web address' };
  }
  if (TableEndpoint && SharedAccessSignature) return { value: text };
  if (!AccountName || !AccountKey) {
    return { wrong: 'has neither AccountName and AccountKey nor TableEndpoint and SharedAccessSignature' };
  }
  // The library refuses a string without these two; other Azure libraries take the public cloud then.
  const protocol = more.DefaultEndpointsProtocol ? '' : ';DefaultEndpointsProtocol=https';
  const suffix = more.EndpointSuffix || TableEndpoint ? '' : ';EndpointSuffix=core.windows.net';
  return { value: `${text.replace(/[;\s]+$/, '')}${protocol}${suffix}` };
};

const connectionKeys = [
  'UseDevelopmentStorage',
  'DefaultEndpointsProtocol',
  'EndpointSuffix',
  'AccountName',
  'AccountKey',
  'TableEndpoint',
  'SharedAccessSignature',
] as const;

/** The parts of a storage connection string that we know, keys spelled as Azure documents them. */
export function connectionParts(text: string): { [K in (typeof connectionKeys)[number]]?: string } {
  const pairs = text.split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    const key = connectionKeys.find(
      (known) => known.toLowerCase() === pair.slice(0, at).trim().toLowerCase(),
    );
    return key && at > 0 ? [[key, pair.slice(at + 1).trim()]] : [];
  });
  return Object.fromEntries(pairs);
}

/** A table's name by Azure's rules. */
export const tableName: Parse<string> = (text) =>
  /^[A-Za-z][A-Za-z0-9]{2,62}$/.test(text) && text.toLowerCase() !== 'tables'
    ? { value: text }
    : { wrong: 'is not a name that Azure allows for a table' };
