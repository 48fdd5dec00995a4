import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { loopback } from './loopback.ts';

/**
 * Loaded before app/main.ts, which knows no other addresses than the real ones: every name is 127.0.0.1 in this
 * process, https is spoken by the server of the bench, and nobody outside of this machine is listened to.
 */
const port = Number(process.env.BENCH_HTTPS_PORT);
const { connect } = net.Socket.prototype;
const { listen } = net.Server.prototype;

dns.lookup = loopback as typeof dns.lookup;
net.Socket.prototype.connect = function redirected(this: net.Socket, ...given: unknown[]) {
  // Node hands on its arguments as a list when it has put them in order.
  const [first] = given;
  const options = Array.isArray(first) ? first[0] : first;
  if (typeof options === 'object' && options !== null && Number(options.port) === 443) options.port = port;
  return (connect as (...handed: unknown[]) => net.Socket).apply(this, given);
} as typeof connect;
net.Server.prototype.listen = function here(this: net.Server, port: number) {
  return (listen as (port: number, host: string) => net.Server).call(this, port, '127.0.0.1');
} as typeof listen;
syncBuiltinESMExports();
