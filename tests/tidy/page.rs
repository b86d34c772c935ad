//! Rules of the page: one door to the engine, no inline code (the Content-Security-Policy would refuse it), no lost types.

use crate::tree::{Fault, SourceFile};

const ENGINE: &str = "www/src/engine/engine.ts";
/// Load the package of the engine, and declare what it contains.
const LOADERS: [&str; 3] =
    ["www/src/engine/load.ts", "www/src/engine/instantiate.ts", "www/src/engine/bindings.d.ts"];
/// Load the engine for tests as a program would that has wasm-pack's package and not our page; the second compiles against its types,
/// and the build copies the licence texts of the package.
const STRANGERS: [&str; 3] =
    ["www/tests/unit/wasm.ts", "www/tests/unit/embedding.test.ts", "www/vite.config.ts"];

/// Only `engine.ts` may name what wasm-pack makes.
pub fn engine_import(file: &SourceFile) -> Vec<Fault> {
    if !file.is(&["ts", "html", "css"])
        || !file.is_under(&["www/"])
        || file.path == ENGINE
        || LOADERS.contains(&file.path.as_str())
        || STRANGERS.contains(&file.path.as_str())
    {
        return Vec::new();
    }
    file.faults_by_line(|line| {
        let named = ["\"", "'", "`", "/"].iter().any(|before| line.contains(&format!("{before}pkg/")));
        (named && !is_comment(line)).then(|| format!("only {ENGINE} may name pkg: ask it"))
    })
}

const INLINE_IN_HTML: &[&str] = &["<style", " style=", "javascript:"];
const INLINE_IN_SCRIPT: &[&str] = &[
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "unsafeHTML",
    "unsafeSVG",
    "document.write",
    "eval(",
    "new Function(",
    "<style",
    "setAttribute(\"style\"",
    " style=\"",
    " style='",
    " style=$",
    "javascript:",
];

pub fn inline_code(file: &SourceFile) -> Vec<Fault> {
    if !file.is_under(&["www/"]) {
        Vec::new()
    } else if file.is(&["html"]) {
        let mut faults =
            file.faults_by_line(|line| refused(line, INLINE_IN_HTML).or_else(|| inline_handler(line)));
        faults.extend(inline_scripts(file));
        faults
    } else if file.is(&["ts"]) && file.is_under(&["www/src/"]) {
        file.faults_by_line(|line| if is_comment(line) { None } else { refused(line, INLINE_IN_SCRIPT) })
    } else {
        Vec::new()
    }
}

fn refused(line: &str, spellings: &[&str]) -> Option<String> {
    let found = spellings.iter().find(|spelling| line.contains(*spelling))?;
    Some(format!("`{}` is inline code or markup, which the page's policy refuses", found.trim()))
}

/// `onclick=` and its like.
fn inline_handler(line: &str) -> Option<String> {
    let (_, rest) = line.split_once(" on")?;
    let (name, _) = rest.split_once('=')?;
    let is_handler = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
    is_handler.then(|| format!("on{name} is an inline script, which the page's policy refuses"))
}

/// A script element with text in it, or without an address.
fn inline_scripts(file: &SourceFile) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, _) in file.text.match_indices("<script") {
        let line = 1 + file.text.get(..at).map_or(0, |before| before.matches('\n').count());
        let element = file.text.get(at..).unwrap_or_default();
        let (tag, rest) = element.split_once('>').unwrap_or((element, ""));
        let body = rest.split("</script>").next().unwrap_or_default();
        if !tag.contains(" src=") || !body.trim().is_empty() {
            faults
                .push(file.fault(line, "an inline script, which the page's policy refuses: give it a file"));
        }
    }
    faults
}

/// `any` as a type, and the comments that silence the compiler.
pub fn lost_types(file: &SourceFile) -> Vec<Fault> {
    if !file.is(&["ts"]) || !file.is_under(&["www/"]) {
        return Vec::new();
    }
    file.faults_by_line(|line| {
        let silenced =
            ["@ts-ignore", "@ts-nocheck", "@ts-expect-error"].iter().find(|mark| line.contains(*mark));
        if let Some(mark) = silenced {
            return Some(format!("{mark} silences the compiler: make the types right"));
        }
        (!is_comment(line) && has_any(line))
            .then(|| "`any` switches the types off: say what it is, or `unknown`".to_owned())
    })
}

/// `any` where a type stands: after a colon, `as`, a bracket or a bar, and before what may end a type.
fn has_any(line: &str) -> bool {
    line.match_indices("any").any(|(at, word)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + word.len()..).unwrap_or_default();
        let type_before =
            [": ", "<", "| ", "& ", " as ", ", ", "= ", "=> "].iter().any(|end| before.ends_with(end));
        let type_after = after.is_empty()
            || after.starts_with([';', ',', ')', '>', '[', '|', '&', '}', '='])
            || after.starts_with(" =");
        type_before && type_after
    })
}

fn is_comment(line: &str) -> bool {
    ["//", "/*", "*", "<!--"].iter().any(|start| line.trim_start().starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(rule: fn(&SourceFile) -> Vec<Fault>, path: &str, text: &str) -> bool {
        !rule(&SourceFile::sample(path, text)).is_empty()
    }

    #[test]
    fn a_second_door_to_the_engine_is_found() {
        let text = "import { Simulation } from \"../../pkg/pbft_lab.js\";";
        assert!(fails(engine_import, "www/src/stage.ts", text));
        assert!(fails(
            engine_import,
            "www/tests/unit/a.test.ts",
            "const m = await import('../../../pkg/pbft_lab.js');"
        ));
        assert!(!fails(engine_import, ENGINE, text));
        assert!(!fails(engine_import, "www/src/stage.ts", "// The engine comes from ../../pkg/pbft_lab.js"));
    }

    #[test]
    fn inline_code_in_the_page_is_found() {
        for bad in [
            "<p style=\"color: red\">",
            "<style>p {}</style>",
            "<script>start()</script>",
            "<script type=\"module\">\n  start()\n</script>",
            "<script src=\"a.js\">start()</script>",
            "<button onclick=\"start()\">",
            "<a href=\"javascript:start()\">",
        ] {
            assert!(fails(inline_code, "www/index.html", bad), "{bad}");
        }
        assert!(!fails(
            inline_code,
            "www/index.html",
            "<script type=\"module\" src=\"/src/main.ts\"></script> on the page"
        ));
    }

    #[test]
    fn inline_code_in_a_template_is_found() {
        for bad in [
            "this.root.innerHTML = text;",
            "html`<p style=${colour}>`",
            "html`<g style=\"fill: red\">`",
            "node.setAttribute(\"style\", text);",
            "eval(text)",
        ] {
            assert!(fails(inline_code, "www/src/a.ts", bad), "{bad}");
        }
        assert!(!fails(inline_code, "www/src/a.ts", "const style = \"solid\"; node.style.opacity = \"0\";"));
    }

    #[test]
    fn a_lost_type_is_found() {
        for bad in [
            "function a(b: any) {}",
            "const a: any = 1;",
            "const a = b as any;",
            "const a: Map<string, any> = b;",
            "let a: any[];",
            "type A = string | any;",
            concat!("// @ts-", "ignore"),
            concat!("// @ts-", "expect-error: why"),
        ] {
            assert!(fails(lost_types, "www/src/a.ts", bad), "{bad}");
        }
        for good in
            ["const many: string = \"is there: any replica\";", "// a: any", "const company = any_thing;"]
        {
            assert!(!fails(lost_types, "www/src/a.ts", good), "{good}");
        }
    }
}
