// Proposes a null request to replica 1 and the true batch to the others: two signed proposals for one number are a proof.
function adversary({ outbox, sign, send }) {
  for (const entry of outbox) {
    if (entry.message.kind === "PRE-PREPARE") {
      send([1], sign({ ...entry.message, batch: [], digest: undefined }));
      entry.to = [2];
    }
  }
}
