/**
 * A process that does nothing but hold the libraries that a bot with eight platforms and tickets uses. Not in
 * TypeScript: Node's compiler of that is 17 MB that no such bot needs.
 */
import '@azure/data-tables';
import '@azure/identity';
import '@slack/bolt';
import '@slack/socket-mode';
import '@slack/web-api';
import 'azure-devops-node-api';
import 'croner';
import 'express';
import 'fastest-levenshtein';
import 'got';
import 'pino';
import 'rss-parser';
import 'undici';
import 'zod';

process.on('disconnect', () => process.exit(0));
process.send?.('ready');
