// The data that the layout shows.

import { nothing, type TemplateResult } from "lit";
import type { Action, Theme } from "../model/actions.ts";
import type { ControlName, PartName } from "../model/controls.ts";
import type { Inspected } from "../model/inspected.ts";
import type { Kind } from "../model/message-kinds.ts";
import type { SceneEntry } from "../panels/scenes.ts";
import type { Attacks } from "../run/attacks.ts";
import type { Run } from "../run/run.ts";
import type { Sharing } from "../share/sharing.ts";
import type { Language, Translate } from "../text/catalogue.ts";
import type { Course } from "./course.ts";
import type { Explanations } from "./explanations.ts";
import type { UiState } from "./ui-state.ts";

/** A node whose menu is open, and where. */
export interface Chosen {
  readonly node: number;
  readonly anchor: Element;
  /** Whether its lies are shown at once. */
  readonly lies: boolean;
}

export interface Shown {
  readonly t: Translate;
  /** The parts that are made, and the controls that the reader has. */
  readonly parts: ReadonlySet<PartName>;
  readonly controls: ReadonlySet<ControlName>;
  /** Whether the height is given; then what does not fit is scrolled. */
  readonly fixed: boolean;
  readonly ui: UiState;
  readonly language: Language;
  readonly theme: Theme;
  readonly run: Run;
  readonly scenes: readonly SceneEntry[];
  /** The name of the open scene. */
  readonly scene: string;
  readonly chosen: Chosen | undefined;
  /** The inspected message, link or partition. */
  readonly inspected: Inspected | undefined;
  readonly hiddenKinds: ReadonlySet<Kind>;
  /** The record of the trace that the reader looks at. */
  readonly selected: number | undefined;
  readonly sharing: Sharing;
  /** The reader's answers in the open lesson, and the progress in all. */
  readonly course: Course;
  /** The rules that may be missing, and the attack that is open. */
  readonly attacks: Attacks;
  /** Whether the browser keeps the progress. */
  readonly keeps: boolean;
  /** What the reader has asked about the run, and the answer. */
  readonly explanations: Explanations;
  readonly dispatch: (action: Action) => void;
}

export type Piece = TemplateResult | typeof nothing;

/** A part that is left out is not made at all. */
export const when = (wanted: boolean, piece: () => Piece): Piece => (wanted ? piece() : nothing);

/** Whether there is something next to the panel, or below it when it opens. */
export const hasMain = ({ parts, ui }: Shown): boolean =>
  parts.has("stage") || (parts.has("timeline") && ui.form === "wide");

/** Whether the branches are a row of the timeline; otherwise a button leads to them. */
export const hasBranchRow = ({ run, parts, ui, controls }: Shown): boolean =>
  controls.has("moments") &&
  run.branches.length > 1 &&
  parts.has("timeline") &&
  ui.form === "wide" &&
  !ui.isPresenting;
