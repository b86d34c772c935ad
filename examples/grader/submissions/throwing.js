// Fails in every step in which it has something to send. The replica is then silent, which looks like a success.
function adversary({ outbox }) {
  for (const entry of outbox) {
    entry.message.batch.clear();
  }
}
