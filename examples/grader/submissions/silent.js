// Proposes nothing, so the timers of the backups run out. A silent replica proves nothing against itself.
function adversary({ outbox }) {
  for (const entry of outbox) {
    if (entry.message.kind === "PRE-PREPARE") {
      entry.to = [];
    }
  }
}
