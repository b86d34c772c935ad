import { readFileSync } from "node:fs";
const { Simulation } = await import("./.scene.mjs");
const [name, mode] = process.argv.slice(2);
const texts = Object.fromEntries(["en","zh"].map(l => [l, JSON.parse(readFileSync(`../src/lab/catalog/texts/${l}.json`))]));
const entry = Simulation.catalog().find(e => e.name === name);
const sim = new Simulation(entry.scenario);
const s = entry.scenario;
const m = (x) => [x.kind, x.view !== undefined ? `v${x.view}` : "", x.seq !== undefined ? `s${x.seq}` : "", x.digest ?? "", x.label ?? ""].filter(Boolean).join(" ");
const f = (r) => {
  const w = r.what;
  switch (w.type) {
    case "sent": if (/^(PREPARE|COMMIT|CHECKPOINT|REPLY|REQUEST|STATUS)$/.test(w.message.kind) && w.message.signer === w.from && (w.toAll || /REPLY|REQUEST/.test(w.message.kind))) return undefined; return `${w.from} SENDS ${w.toAll ? "all" : JSON.stringify(w.to)} ${brief(w.message)}`;
    case "delivered": return mode === "full" ? `   ${w.from}->${w.to} ${brief(w.message)}` : undefined;
    case "dropped": return `   DROPPED(${JSON.stringify(w.why)}) ${w.from}->${w.to} ${brief(w.message)}`;
    case "duplicated": return `   DUP ${w.from}->${w.to} ${brief(w.message)}`;
    case "timer": return w.timer === "delay" ? undefined : `${w.node} TIMER ${w.timer}`;
    case "command": return `CMD ${JSON.stringify(w.command)}`;
    case "taken-up": return `${w.node} takes up ${JSON.stringify(w.command)}`;
    case "crashed": return `${w.node} CRASHED`;
    case "fact": return `${w.node} ! ${JSON.stringify(w.fact).replace(/[0-9a-f]{60,}/g, h => h.slice(0,4)).replace(/"/g,"").slice(0,220)}`;
  }
};
const brief = (x) => { const { kind, signer, view, seq, digest, ...rest } = x; return `${kind} by ${signer}${view === undefined ? "" : " v" + view}${seq === undefined ? "" : " n" + seq}${digest ? " " + digest.slice(0, 4) : ""} ${JSON.stringify(rest).replace(/"/g, "").replace(/[0-9a-f]{60,}/g, h => h.slice(0,4)).slice(0, 110)}`; };
let seen = 0;
const short = (x) => { const { kind, signer, view, seq, digest, ...rest } = x; return `${kind}${signer === undefined ? "" : " by " + signer}${view === undefined ? "" : " v" + view}${seq === undefined ? "" : " n" + seq}${digest ? " " + digest.slice(0, 4) : ""}${rest.client !== undefined ? ` c${rest.client}t${rest.timestamp} ${rest.operation ?? rest.result ?? ""}` : ""}`; };
const key = (r) => {
  const w = r.what, t = Math.round(r.atMs * 10) / 10;
  switch (w.type) {
    case "sent": if (/^(PREPARE|COMMIT|CHECKPOINT|REPLY|REQUEST|STATUS)$/.test(w.message.kind) && w.message.signer === w.from && (w.toAll || /REPLY|REQUEST/.test(w.message.kind))) return undefined; return [`SEND ${short(w.message)}`, `${w.from}→${w.toAll ? "all" : w.to.join(",")}@${t}`];
    case "dropped": return [`DROP(${JSON.stringify(w.why)}) ${w.message.kind}`, `${w.from}→${w.to}@${t}`];
    case "timer": return ["delay", "status", "answer-quota", "heartbeat"].includes(w.timer) ? undefined : [`TIMER ${w.timer}`, `${w.node}@${t}`];
    case "command": return [`CMD ${JSON.stringify(w.command).replace(/"/g, "")}${w.refused ? " REFUSED" : ""}`, `@${t}`];
    case "taken-up": return [`TAKEN-UP ${JSON.stringify(w.command).slice(0, 80)}`, `${w.node}@${t}`];
    case "crashed": return ["CRASHED", `${w.node}@${t}`];
    case "fact": { const g = w.fact; if (["request-accepted"].includes(g.name)) return undefined;
      if (g.reason?.code === "answered-already" || (g.name === "message-refused" && g.reason.code === "duplicate")) return undefined; if (g.name === "message-refused") return [`refused ${g.kind} of ${g.signer}: ${g.reason.code}`, `${w.node}@${t}`];
      return [`! ${JSON.stringify({ ...g, have: undefined, replica: undefined, need: undefined }).replace(/[0-9a-f]{60,}/g, h => h.slice(0, 4)).replace(/"/g, "").slice(0, 200)}`, `${w.node}${g.name === "reply-counted" ? `(from ${g.replica})` : ""}@${t}`]; }
  }
};
const dump = () => { const groups = new Map(); for (;;) { const rs = sim.records(seen, 1000); if (!rs.length) break; for (const r of rs) { seen = r.id + 1; const k = key(r); if (!k) continue; if (!groups.has(k[0])) groups.set(k[0], []); groups.get(k[0]).push(k[1]); } }
  for (const [k, v] of groups) console.log(`   ${k}: ${v.length > 12 ? [...v.slice(0, 4), `… ${v.length} in all …`, v.at(-1)].join(" ") : v.join(" ")}`); };
const state = () => { const v = sim.view(); console.log("   = " + v.replicas.map(x => `R${x.id}${x.role==="primary"?"*":""}${x.health==="up"?"":" "+x.health}${x.conduct==="byzantine"?" BYZ":""}${x.amnesic?" AMN":""}${x.transferring?" XFER":""} v${x.view}${x.active?"":"?"} h${x.lowWaterMark} e${x.lastExecuted} p${x.pending.length} [${x.slots.map(q=>`${q.seq}${q.phase.slice(0,4)}`).join(" ")}] ${x.store.map(([a,b])=>a+"="+b).join(",").slice(0,40)}`).slice(0,12).join(" | ")); console.log("   = " + v.clients.slice(0,4).map(c => `C${c.id} ans${c.answered} ${c.pending?c.pending.operation:"-"} q${c.queued} ${c.results.slice(-1).map(r=>r.result)}`).join(" | ") + ` faulty=${v.faulty} viol=${sim.violations().map(x=>x.id+"@"+x.atMs)}`); };
console.log("TITLE", texts.en[name].title, "|", texts.zh[name].title);
console.log("ABOUT", texts.en[name].about, "|", texts.zh[name].about);
console.log(JSON.stringify({cluster: s.cluster, network: s.network, goal: s.goal}));
for (const [i, c] of s.captions.entries()) {
  const now = sim.view().nowMs ?? sim.view().atMs ?? 0;
  for (let k = 0; k < 2000 && sim.view().nowMs < c.atMs - 0.0005; k++) sim.advance(c.atMs - sim.view().nowMs, 1e6);
  if (mode !== "brief") dump();
  console.log(`\n=== CAPTION ${i} at ${c.atMs} (now ${sim.view().nowMs}) ===\n  EN ${texts.en[name].captions[i]}\n  ZH ${texts.zh[name].captions[i]}`);
  state();
}
sim.advance(Number(process.env.TAIL ?? 500), 1e6);
if (mode !== "brief") dump();
state();
