# shellcheck shell=bash
# The stages of test.sh that look at the page. Source it; each stage is a function and a sentence.

# The page is checked and built against the engine as it is now. Built once in a run of test.sh.
need_engine_built() {
    # shellcheck disable=SC2154 # test.sh, which sources this file, makes the folder for notes
    [ -e "$notes/engine-built" ] || "$SCRIPTS/build.sh"
    touch "$notes/engine-built"
    need page
}

has_files() { ls "$@" >/dev/null 2>&1; }

about_types() { echo "TypeScript has no type error"; }
stage_types() {
    has_files www/src/*.ts || skip "www/src has no TypeScript yet"
    need_engine_built
    (cd www && npx --no-install tsc --noEmit)
}

about_unit() { echo "the page's unit tests"; }
stage_unit() {
    has_files www/tests/unit/*.test.ts || skip "www/tests/unit has no *.test.ts yet"
    need_engine_built
    (cd www && npx --no-install vitest run)
}

about_page() { echo "the page, used as a visitor would, in Chromium and Firefox"; }
stage_page() {
    has_files www/tests/page/*.spec.ts || skip "www/tests/page has no *.spec.ts yet"
    need_engine_built
    need browsers
    eval "$("$SCRIPTS/browser-env.sh")"
    (cd www && PBFT_LAB_TEST_PORT=$(free_port) npx --no-install playwright test)
}

about_package() { echo "the packed packages, installed in empty projects with other people's tools"; }
stage_package() {
    need_engine_built
    PBFT_LAB_ENGINE_BUILT=yes "$SCRIPTS/dist.sh"
    need browsers packages book
    eval "$("$SCRIPTS/browser-env.sh")"
    node --test --test-reporter=tap tests/package/*.test.mjs
}
