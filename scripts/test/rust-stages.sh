# shellcheck shell=bash
# The stages of test.sh that look at the Rust side and at the scripts. Source it; each stage is a function and a sentence.

target=wasm32-unknown-unknown

about_format() { echo "Rust and TypeScript are formatted as the tools would"; }
stage_format() {
    need page
    cargo fmt --check -- --color never
    (cd www && npx --no-install biome check --error-on-warnings .)
    biome_refuses_a_long_function
}

# A rule never seen to fail proves nothing. The rule for Rust has its sample in tests/tidy/sizes.rs.
biome_refuses_a_long_function() {
    local folder
    folder=$(mktemp -d)
    { echo "export function long(a: () => void): void {" && printf '  a();\n%.0s' $(seq 75) && echo "}"; } >"$folder/long.ts"
    if (cd www && npx --no-install biome lint --config-path=. "$folder/long.ts") >"$folder/log" 2>&1 ||
        ! grep -q noExcessiveLinesPerFunction "$folder/log"; then
        echo "www/biome.json lets a function of 77 lines pass; its rule noExcessiveLinesPerFunction should refuse it."
        return 1
    fi
    rm -rf "$folder"
}

about_spelling() { echo "no common misspelling in code, docs and texts"; }
stage_spelling() {
    need page
    (cd www && npx --no-install cspell lint --no-progress --config cspell.json)
    if printf "re%s\n" cieve | (cd www && npx --no-install cspell lint --no-progress --config cspell.json stdin) >/dev/null 2>&1; then
        echo "www/cspell.json lets a misspelling pass; it should refuse it."
        return 1
    fi
}

about_scripts() { echo "the shell scripts have no known mistakes (shellcheck), stop when told to, and take prebuilt tools"; }
stage_scripts() {
    need checks
    have shellcheck || skip "shellcheck is not here"
    shellcheck -x "$SCRIPTS"/*.sh "$SCRIPTS"/*/*.sh .ci/run .githooks/*
    "$SCRIPTS/test/interrupt.sh"
    "$SCRIPTS/test/prebuilt.sh"
}

about_tidy() { echo "layers, sizes and other rules of the house"; }
stage_tidy() { cargo test --quiet --test tidy -- --skip links; }

about_links() { echo "every link of the docs leads somewhere"; }
stage_links() { cargo test --quiet --test tidy -- links; }

about_clippy() { echo "lints, natively and for wasm32, no warning allowed"; }
stage_clippy() {
    need engine
    cargo clippy --all-targets --quiet -- -D warnings
    eval "$("$SCRIPTS/wasm-env.sh")"
    if cargo clippy --version >/dev/null 2>&1; then
        # shellcheck disable=SC2046 # a list of words
        cargo clippy --target "$target" --lib $(browser_tests_as_arguments) --quiet -- -D warnings
    else
        # Debian's compiler comes without clippy; its own warnings are denied all the same.
        RUSTFLAGS=-Dwarnings cargo check --target "$target" --lib --quiet
    fi
}

about_native() { echo "unit, integration and documentation tests, natively"; }
stage_native() { cargo test --quiet; }

about_additions() { echo "new-scene and new-strategy write files that compile, and a language is added with files only"; }
stage_additions() { "$SCRIPTS/test/additions.sh"; }

about_rustdoc() { echo "the Rust documentation builds without a warning"; }
stage_rustdoc() { RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet; }

# The tests that run in browsers are those that say so in their first lines.
browser_tests() { grep -l 'wasm_bindgen_test_configure!' tests/*.rs 2>/dev/null | sed 's|.*/\(.*\)\.rs|\1|'; }
browser_tests_as_arguments() { browser_tests | sed 's/^/--test /' | tr '\n' ' '; }

about_browsers() { echo "the engine's tests in headless Chromium and Firefox"; }
stage_browsers() {
    local arguments chromium status=0
    arguments=$(browser_tests_as_arguments)
    [ -n "$arguments" ] || skip "no file in tests/ asks for a browser yet"
    need engine browsers
    eval "$("$SCRIPTS/wasm-env.sh")"
    eval "$("$SCRIPTS/browser-env.sh")"
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner
    # In seconds. Generous: the engine is built without optimisation here, and the machine may be busy.
    export WASM_BINDGEN_TEST_TIMEOUT=600
    # shellcheck disable=SC2086 # a list of words
    cargo test --target "$target" $arguments --no-run
    # Side by side: each browser keeps one processor busy.
    # shellcheck disable=SC2154 # test.sh, which sources this file, makes the folder for notes
    tests_in_browser GECKODRIVER "$arguments" >"$notes/chromium.log" 2>&1 &
    chromium=$!
    tests_in_browser CHROMEDRIVER "$arguments" || status=$?
    wait "$chromium" || status=$?
    cat "$notes/chromium.log"
    return "$status"
}
tests_in_browser() ( # the variable of the driver that must not be there, and the tests
    unset "$1"
    # shellcheck disable=SC2086 # a list of words
    cargo test --target "$target" $2
)

about_readme() { echo "every command of the README does what it says"; }
stage_readme() {
    [ -e README.md ] || skip "there is no README.md yet"
    need engine page
    node "$SCRIPTS/test/readme.mjs"
}
