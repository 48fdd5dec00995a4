// Given to Node with --import: a process that must not outlive the one that started it, however that ends. Its
// standard input is a pipe, which ends with whoever holds the other end.
process.stdin.resume().once('end', () => process.exit(1));
