// Course store: the browser keeps the progress in the course, for all pages of one server. Nothing leaves the browser.

import { type CourseProgress, progressFrom } from "../model/course-progress.ts";

const KEY = "pbft-lab course";

export class CourseStore {
  /** The stored progress; undefined if there is none, or it cannot be read. */
  read(): CourseProgress | undefined {
    try {
      return progressFrom(JSON.parse(localStorage.getItem(KEY) ?? "null"));
    } catch {
      return undefined;
    }
  }

  write(progress: CourseProgress): void {
    try {
      localStorage.setItem(KEY, JSON.stringify(progress));
    } catch {
      // Storage may be full or denied, as in a sandboxed frame. Then the progress lasts as long as the page.
    }
  }

  clear(): void {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // There is nothing to remove.
    }
  }
}
