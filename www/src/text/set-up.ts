// The sentence for a fault that holds from the start of a run.

import type { Members } from "../model/cast.ts";
import type { SetUp } from "../model/set-up.ts";
import type { Translate } from "./catalogue.ts";
import { nodeName, nodeNames, subjectName } from "./narration.ts";

export function setUpText(fault: SetUp, cast: Members, t: Translate): string {
  switch (fault.kind) {
    case "crash":
    case "pause":
      return t(`set-up-${fault.kind}`, { Node: subjectName(fault.replica, cast, t) });
    case "lie": {
      const node = fault.whose === "replica" ? fault.id : cast.replicas + fault.id;
      return t("set-up-lie", {
        Node: subjectName(node, cast, t),
        strategy: t(`strategy-${fault.strategy.name}`),
      });
    }
    case "slow":
    case "cut": {
      const [min, max] = fault.kind === "slow" ? fault.ms : [0, 0];
      return t(`set-up-${fault.kind}`, {
        from: nodeName(fault.from, cast, t),
        to: nodeName(fault.to, cast, t),
        way: fault.bothWays ? "both" : "one",
        min,
        max,
      });
    }
    case "partition": {
      const sides = fault.groups.map((group) => nodeNames(group, cast, t)).join(t("list-sides"));
      return t("set-up-partition", { sides, way: fault.oneWay ? "one" : "both" });
    }
  }
}
