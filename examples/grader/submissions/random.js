// Draws from Math.random, so no run of it can be repeated.
function adversary({ outbox }) {
  for (const entry of outbox) {
    entry.to = entry.to.filter(() => Math.random() < 0.5);
  }
}
