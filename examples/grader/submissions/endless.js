// Never returns once there is something to send.
function adversary({ outbox }) {
  while (outbox.length > 0) {}
}
