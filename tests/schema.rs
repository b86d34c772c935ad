//! The JSON Schema that is published is the one that the reader gives.

use pbft_lab::scenario::schema::scenario_schema_text;

#[test]
fn the_published_schema_is_what_the_reader_asks() {
    expect_test::expect_file!["../docs/scenario.schema.json"].assert_eq(&scenario_schema_text());
}
