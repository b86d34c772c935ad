// Defines <pbft-lab> and its parts. Importing this file is all that an embedding page has to do.

import { CaptionsPart } from "./parts/captions.ts";
import { ComparePart } from "./parts/compare.ts";
import { DetailsPart } from "./parts/details.ts";
import { EventsPart } from "./parts/events.ts";
import { FuturesPart } from "./parts/futures.ts";
import { GripPart } from "./parts/grip.ts";
import { HelpPart } from "./parts/help.ts";
import { InspectorPart } from "./parts/inspector.ts";
import { LegendPart } from "./parts/legend.ts";
import { LogStripPart } from "./parts/log-strip.ts";
import { MatrixPart } from "./parts/matrix.ts";
import { MenuPart } from "./parts/menu.ts";
import { MomentsPart } from "./parts/moments.ts";
import { NetworkPart } from "./parts/network.ts";
import { RequestPart } from "./parts/request.ts";
import { RunSettingsPart } from "./parts/run-settings.ts";
import { SafetyPart } from "./parts/safety.ts";
import { SetupPart } from "./parts/setup.ts";
import { SharePart } from "./parts/share.ts";
import { StepsPart } from "./parts/steps.ts";
import { StrategiesPart } from "./parts/strategies.ts";
import { TextVersionPart } from "./parts/text-version.ts";
import { TransportPart } from "./parts/transport.ts";
import { UntilPart } from "./parts/until.ts";
import { VoicePart } from "./parts/voice.ts";
import { WhyPart } from "./parts/why.ts";
import { PbftLabElement } from "./pbft-lab-element.ts";
import { StagePart } from "./stage/stage.ts";
import { TimelinePart } from "./timeline/timeline-part.ts";

const ELEMENTS = {
  "pbft-lab-captions": CaptionsPart,
  "pbft-lab-compare": ComparePart,
  "pbft-lab-details": DetailsPart,
  "pbft-lab-events": EventsPart,
  "pbft-lab-grip": GripPart,
  "pbft-lab-futures": FuturesPart,
  "pbft-lab-help": HelpPart,
  "pbft-lab-inspector": InspectorPart,
  "pbft-lab-legend": LegendPart,
  "pbft-lab-log-strip": LogStripPart,
  "pbft-lab-matrix": MatrixPart,
  "pbft-lab-menu": MenuPart,
  "pbft-lab-network": NetworkPart,
  "pbft-lab-moments": MomentsPart,
  "pbft-lab-request": RequestPart,
  "pbft-lab-run-settings": RunSettingsPart,
  "pbft-lab-safety": SafetyPart,
  "pbft-lab-setup": SetupPart,
  "pbft-lab-share": SharePart,
  "pbft-lab-stage": StagePart,
  "pbft-lab-steps": StepsPart,
  "pbft-lab-strategies": StrategiesPart,
  "pbft-lab-text-version": TextVersionPart,
  "pbft-lab-timeline": TimelinePart,
  "pbft-lab-transport": TransportPart,
  "pbft-lab-why": WhyPart,
  "pbft-lab-until": UntilPart,
  "pbft-lab-voice": VoicePart,
  // Last: its parts are to be known when it is made.
  "pbft-lab": PbftLabElement,
} as const;

for (const [name, element] of Object.entries(ELEMENTS)) {
  // The script may be on a page twice.
  if (!customElements.get(name)) {
    customElements.define(name, element);
  }
}
