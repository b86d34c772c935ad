//! Links of the docs: a local one must lead to a file, and to a heading in it when it names one. Addresses of other sites are
//! left alone, because a test that asks the network fails for reasons that are not ours.

use std::collections::BTreeMap;

use crate::tree::{Fault, SourceFile};

pub fn broken(file: &SourceFile, all: &[SourceFile], exists: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    if !file.is(&["md"]) {
        return Vec::new();
    }
    let texts: BTreeMap<&str, &str> =
        all.iter().map(|other| (other.path.as_str(), other.text.as_str())).collect();
    prose(&file.text)
        .flat_map(|(line, text)| targets(text).into_iter().map(move |target| (line, target)))
        .filter(|(_, target)| !target.contains("://") && !target.starts_with("mailto:"))
        .filter_map(|(line, target)| {
            reason_against(file, &target, &texts, exists).map(|reason| file.fault(line, reason))
        })
        .collect()
}

fn reason_against(
    file: &SourceFile,
    target: &str,
    texts: &BTreeMap<&str, &str>,
    exists: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    let path = if path.is_empty() { file.path.clone() } else { resolve(&file.path, path) };
    if !texts.contains_key(path.as_str()) && !exists(&path) {
        return Some(format!("the link {target} leads to {path}, which is not there"));
    }
    let (anchor, text) = (anchor?, texts.get(path.as_str())?);
    let found = headings(text).iter().any(|heading| heading == anchor);
    (path.ends_with(".md") && !found)
        .then(|| format!("the link {target} names a heading that {path} does not have"))
}

/// A path relative to a file's folder, as a path from the root.
fn resolve(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// The lines outside of fenced blocks, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// What a line's links and pictures lead to: `[text](target)`, `[name]: target`, `src="target"`, `href="target"`. A script is neither:
/// it is a file of the built page.
fn targets(line: &str) -> Vec<String> {
    let outside_code: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
    let mut found = Vec::new();
    for (start, end) in [("](", [')', ' ']), ("src=\"", ['"', '"']), ("href=\"", ['"', '"'])] {
        let after =
            outside_code.split(start).skip(if outside_code.contains("<script") { usize::MAX } else { 1 });
        found.extend(after.map(|rest| rest.split(end).next().unwrap_or_default().to_owned()));
    }
    if let Some((name, target)) = outside_code.split_once("]: ")
        && name.starts_with('[')
    {
        found.push(target.trim().to_owned());
    }
    found
}

/// The anchors that GitHub gives to a file's headings.
fn headings(text: &str) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    prose(text)
        .filter(|(_, line)| line.starts_with('#'))
        .map(|(_, line)| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let kept: String =
                heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect();
            let anchor = kept.replace(' ', "-");
            let times = seen.entry(anchor.clone()).or_default();
            *times += 1;
            if *times == 1 { anchor } else { format!("{anchor}-{}", *times - 1) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reasons(text: &str) -> Vec<String> {
        let file = SourceFile::sample("docs/a.md", text);
        let all = [
            SourceFile::sample("docs/a.md", text),
            SourceFile::sample("README.md", "# Read me\n\n## The `make` way\n\n## Twice\n## Twice\n"),
        ];
        broken(&file, &all, &|path| path == "docs/picture.png").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_link_to_nothing_is_found_with_its_line() {
        let expected = "docs/a.md:2: the link b.md leads to docs/b.md, which is not there";
        assert_eq!(reasons("# A\n[b](b.md)\n"), [expected]);
        assert_eq!(reasons("![b](gone.png)\n").len(), 1);
        assert_eq!(reasons("[b]: ../gone.md\n").len(), 1);
        assert_eq!(reasons("<img src=\"gone.png\">\n").len(), 1);
    }

    #[test]
    fn a_link_to_a_missing_heading_is_found() {
        assert_eq!(reasons("[b](../README.md#nowhere)\n").len(), 1);
        assert_eq!(reasons("[b](#nowhere)\n").len(), 1);
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        let good = "# A\n[a](#a) [b](../README.md#the-make-way) [c](../README.md#twice-1) ![d](picture.png \"title\")\n\
                    [e](https://example.org/gone) `[f](gone.md)`\n<script src=\"built.js\"></script>\n```\n[g](gone.md)\n```\n";
        assert_eq!(reasons(good), [""; 0]);
    }
}
