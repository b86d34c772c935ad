// Texts of a scene, in the reader's language.

import type { Chapter } from "../model/chapters.ts";
import { inLanguage, type Language } from "./catalogue.ts";
import { visible } from "./format.ts";

/** The caption of a chapter in the reader's language. A scene may be a file from anywhere. */
export function captionOf(chapter: Chapter | undefined, language: Language): string {
  return chapter ? textIn(chapter.text, language) : "";
}

/** A text of a scene in the reader's language. */
export function textIn(text: { readonly en: string }, language: Language): string {
  return visible(inLanguage(text, language));
}
