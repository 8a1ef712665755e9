//! The format's reference for people is what the schemas say.

use snapbox::{Assert, file};

#[test]
fn the_reference_is_written_from_the_schemas() {
    let text = supportplan::record::reference::markdown();
    Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).eq(text, file!["../schema/README.md"].raw());
}

#[test]
fn the_reference_of_rules_is_written_from_the_rules() {
    let text = supportplan::report::rules_as_markdown();
    Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).eq(text, file!["../schema/rules.md"].raw());
}
