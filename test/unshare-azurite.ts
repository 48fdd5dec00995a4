export { unshare as default } from './shared-azurite.ts';
