// Opens a dialog of the page. The gallery of attacks is loaded when it is first opened.

import type { Action } from "../model/actions.ts";
import type { DialogPart } from "../ui/dialog.ts";

export async function openDialog(
  root: ParentNode,
  dialog: (Action & { type: "dialog" })["dialog"],
): Promise<void> {
  const name = `pbft-lab-${dialog}`;
  if (dialog === "attacks" && !customElements.get(name)) {
    const { AttacksPart } = await import("../panels/attacks.ts");
    // Another element of this page may have been faster.
    if (!customElements.get(name)) {
      customElements.define(name, AttacksPart);
    }
  }
  const part = root.querySelector<DialogPart>(name);
  // One that was defined a moment ago has not been rendered yet.
  await part?.updateComplete;
  part?.show();
}
