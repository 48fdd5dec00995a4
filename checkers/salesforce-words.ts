import { compare } from './foreign.ts';
import { plainLine } from './text.ts';

const LONGEST_KEY = 60;
const MOST_SERVICES = 5;
const MOST_INSTANCES = 6;

/** Keys of services whose words cannot be told by their capitals. */
const SERVICES: Readonly<Record<string, string>> = {
  B2B2CCommerce: 'B2B2C Commerce',
  B2BCommerce: 'B2B Commerce',
  B2CCore: 'B2C Core',
  CPQandBilling: 'CPQ and Billing',
  MuleSoftPlatformMCPServer: 'MuleSoft Platform MCP Server',
  SALESFORCEORDERMANAGEMENT: 'Salesforce Order Management',
  eCDN: 'eCDN',
};

/** What a title is made of, for Salesforce gives its incidents none. */
export interface TitleParts {
  type: string;
  services: readonly string[];
  instances: readonly string[];
  everywhere: boolean;
}

/** Such as "Service disruption: Core Service, Search (CS96, NA224)". The same whatever the order of the lists. */
export function titleOf({ type, services, instances, everywhere }: TitleParts): string {
  const what = enumerate(services.map(serviceName), MOST_SERVICES);
  const where = everywhere ? 'all instances' : enumerate(instances, MOST_INSTANCES);
  return plainLine(`${sentence(type)}${what && `: ${what}`}${where && ` (${where})`}`);
}

/** "featurePerfDegradation" as a person would write it. */
export function sentence(key: string): string {
  const words = split(key).toLowerCase();
  return capital(words.replace(/\bperf\b/g, 'performance'));
}

function serviceName(key: string): string {
  return (Object.hasOwn(SERVICES, key) ? SERVICES[key] : undefined) ?? capital(split(key));
}

function split(key: string): string {
  return plainLine(key, LONGEST_KEY)
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z])([A-Z0-9])/g, '$1 $2')
    .replace(/([0-9])([A-Z][a-z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function enumerate(names: readonly string[], most: number): string {
  const sorted = [...new Set(names.map((name) => plainLine(name, LONGEST_KEY)))]
    .filter(Boolean)
    .sort(compare);
  // "and 1 more" would be no shorter than its name.
  if (sorted.length <= most + 1) return sorted.join(', ');
  return `${sorted.slice(0, most).join(', ')} and ${sorted.length - most} more`;
}
