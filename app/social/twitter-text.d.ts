// The package brings no types of its own.
declare module '@ambassify/twitter-text/dist/parseTweet.js' {
  export default function parseTweet(text: string): { weightedLength: number; valid: boolean };
}
declare module '@ambassify/twitter-text/dist/extractUrlsWithIndices.js' {
  export default function extractUrlsWithIndices(text: string): { url: string; indices: [number, number] }[];
}
declare module '@ambassify/twitter-text/dist/extractMentions.js' {
  export default function extractMentions(text: string): string[];
}
