const { Simulation } = await import("./.scene.mjs");
for (const [name, until] of [["double-prepare", 70], ["double-commit", 75], ["withheld-commit", 60], ["selective-sender", 45], ["left-in-the-dark", 110], ["lying-reply", 95], ["view-change-spam", 115], ["other-cluster", 60], ["view-change-storm",1]]) {
  const e = Simulation.catalog().find(e => e.name === name); const sim = new Simulation(e.scenario); while (sim.view().nowMs < until) sim.advance(until - sim.view().nowMs, 1e6);
  console.log("##", name, JSON.stringify(e.scenario.goal).slice(0,200));
  const liar = { "double-prepare": 2, "double-commit": 2, "withheld-commit": -1, "selective-sender": 2, "left-in-the-dark": -3, "lying-reply": 0, "view-change-spam": 3, "other-cluster": 3 }[name];
  for (const r of sim.records(0, 2000)) { const w = r.what;
    if (w.type === "sent" && w.from === liar && /PREPARE|COMMIT|REPLY/.test(w.message.kind)) console.log(r.atMs, w.from, JSON.stringify(w.to), w.message.kind, w.message.signer, w.message.digest?.slice(0,4), w.message.result ?? "");
    if (name === "left-in-the-dark" && w.type === "delivered" && w.to === 3) console.log(r.atMs, "->3", w.message.kind, w.message.signer);
    if (name === "lying-reply" && w.type === "delivered" && w.message.kind === "REPLY") console.log(r.atMs, "reply from", w.from, w.message.result);
    if (name === "withheld-commit" && w.type === "fact" && w.fact.name === "prepared") console.log(r.atMs, "prepared", w.node);
    if (name === "double-prepare" && w.type === "delivered" && w.from === 2) console.log(r.atMs, "2->", w.to, w.message.kind, w.message.digest?.slice(0,4));
  }
}
