// Defines <pbft-lab> and its parts. Importing this file is all that an embedding page has to do.

import { BranchesPart } from "./panels/branches.ts";
import { CaptionsPart } from "./panels/captions.ts";
import { ComparePart } from "./panels/compare.ts";
import { EventsPart } from "./panels/events.ts";
import { FindPart } from "./panels/find.ts";
import { HelpPart } from "./panels/help.ts";
import { InspectDialogPart } from "./panels/inspect-dialog.ts";
import { InspectorPart } from "./panels/inspector.ts";
import { LegendPart } from "./panels/legend.ts";
import { LessonPart } from "./panels/lesson.ts";
import { LiveRegionPart } from "./panels/live-region.ts";
import { LogStripPart } from "./panels/log-strip.ts";
import { MenuPart } from "./panels/menu.ts";
import { NetworkPart } from "./panels/network.ts";
import { PalettePart } from "./panels/palette.ts";
import { RequestPart } from "./panels/request.ts";
import { RequestFinderPart } from "./panels/request-finder.ts";
import { RunSettingsPart } from "./panels/run-settings.ts";
import { SafetyPart } from "./panels/safety.ts";
import { ScenesPart } from "./panels/scenes.ts";
import { SetUpPart } from "./panels/set-up.ts";
import { SetupPart } from "./panels/setup.ts";
import { StepSliderPart } from "./panels/step-slider.ts";
import { StepsPart } from "./panels/steps.ts";
import { StrategiesPart } from "./panels/strategies.ts";
import { TextVersionPart } from "./panels/text-version.ts";
import { TransportPart } from "./panels/transport.ts";
import { UntilPart } from "./panels/until.ts";
import { VoteMatrixPart } from "./panels/vote-matrix.ts";
import { WhyPart } from "./panels/why.ts";
import { PbftLabElement } from "./pbft-lab-element.ts";
import { CoursePart } from "./share/course-dialog.ts";
import { EmbedPart } from "./share/embed-part.ts";
import { FigurePart } from "./share/figure-part.ts";
import { SharePart } from "./share/share-dialog.ts";
import { StagePart } from "./stage/stage.ts";
import { ChapterFlagsPart } from "./timeline/chapter-flags.ts";
import { TimelinePart } from "./timeline/timeline-part.ts";
import { PopoverButtonPart } from "./ui/popover-button.ts";

const ELEMENTS = {
  "pbft-lab-captions": CaptionsPart,
  "pbft-lab-chapter-flags": ChapterFlagsPart,
  "pbft-lab-compare": ComparePart,
  "pbft-lab-events": EventsPart,
  "pbft-lab-inspect-dialog": InspectDialogPart,
  "pbft-lab-branches": BranchesPart,
  "pbft-lab-find": FindPart,
  "pbft-lab-help": HelpPart,
  "pbft-lab-inspector": InspectorPart,
  "pbft-lab-legend": LegendPart,
  "pbft-lab-lesson": LessonPart,
  "pbft-lab-course": CoursePart,
  "pbft-lab-log-strip": LogStripPart,
  "pbft-lab-vote-matrix": VoteMatrixPart,
  "pbft-lab-menu": MenuPart,
  "pbft-lab-network": NetworkPart,
  "pbft-lab-step-slider": StepSliderPart,
  "pbft-lab-request": RequestPart,
  "pbft-lab-request-finder": RequestFinderPart,
  "pbft-lab-run-settings": RunSettingsPart,
  "pbft-lab-set-up": SetUpPart,
  "pbft-lab-safety": SafetyPart,
  "pbft-lab-palette": PalettePart,
  "pbft-lab-popover": PopoverButtonPart,
  "pbft-lab-scenes": ScenesPart,
  "pbft-lab-setup": SetupPart,
  "pbft-lab-embed": EmbedPart,
  "pbft-lab-figure": FigurePart,
  "pbft-lab-share": SharePart,
  "pbft-lab-stage": StagePart,
  "pbft-lab-steps": StepsPart,
  "pbft-lab-strategies": StrategiesPart,
  "pbft-lab-text-version": TextVersionPart,
  "pbft-lab-timeline": TimelinePart,
  "pbft-lab-transport": TransportPart,
  "pbft-lab-why": WhyPart,
  "pbft-lab-until": UntilPart,
  "pbft-lab-live-region": LiveRegionPart,
  // Last: its parts are to be known when it is made.
  "pbft-lab": PbftLabElement,
} as const;

for (const [name, element] of Object.entries(ELEMENTS)) {
  // The script may be on a page twice.
  if (!customElements.get(name)) {
    customElements.define(name, element);
  }
}
