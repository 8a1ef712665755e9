//! The reference of all kinds of finding, for the project's documentation.

use std::fmt::Write as _;

use super::{OptionEntry, example_lines, example_place, examples};
use crate::check::format::{FAULTS, Fault};
use crate::check::rules::{RULES, Rule};
use crate::finding::Code;

const INTRODUCTION: &str = "<!-- Written from the rules' own text. Change that; `SNAPSHOTS=overwrite cargo test --test reference` writes this anew. -->

# What `check` finds

Each finding has a code, which `supportplan explain` tells about. Errors break the format and keep a record out of git. Warnings are matters of judgement.
What only the calendar brings about, and what is just worth knowing, is info.

A service sets the level of a warning or an info under `rules` in its settings, or switches it off, and sets options under `rule_options`:

```yaml
rules:
  L003: off
rule_options:
  L001:
    off: [unit, clean]
```

One finding in one record is allowed by `allow` in its front matter, with the reason. Errors cannot be moved, switched off or allowed.
";

const JUDGEMENT: &str = "
## Matters of judgement

The examples are R-0142 or the team of the [worked example](../examples/service), on 20 November 2026 unless another day is named, with a few words
changed. What is found stands between `«` and `»`.
";

const FORMAT: &str = "
## Faults of format

The examples are records of R-0142 of the [worked example](../examples/service) with a few words changed.
";

/// Every kind of finding, as Markdown.
pub fn rules_as_markdown() -> String {
    let mut text =
        format!("{INTRODUCTION}\n## All codes\n\n| code | name | level | meaning |\n| --- | --- | --- | --- |\n");
    for code in Code::ALL {
        let (number, name, level) = (code.number(), code.name(), code.severity().word());
        let number = format!("[{number}](#{}-{name})", number.to_lowercase());
        let _ = writeln!(text, "| {number} | {name} | {level} | {} |", code.meaning());
    }
    text.push_str(FORMAT);
    FAULTS.iter().for_each(|fault| self::fault(&mut text, fault));
    text.push_str(JUDGEMENT);
    RULES.iter().for_each(|rule| self::rule(&mut text, rule));
    text
}

fn fault(text: &mut String, fault: &Fault) {
    let code = fault.code;
    let _ = writeln!(text, "\n### {} {}\n\n{}\n\n**Why:** {}", code.number(), code.name(), code.meaning(), fault.why);
    let Some(example) = &fault.example else { return };
    for (title, lines) in [("Found", example.bad), ("Fine", example.good)] {
        let _ = write!(text, "\n{title}, in {}:\n\n```text\n{}\n```\n", example.file, lines.trim_matches('\n'));
    }
}

fn rule(text: &mut String, rule: &Rule) {
    let code = rule.code;
    let _ = writeln!(text, "\n### {} {}\n\n{}\n{}\n", code.number(), code.name(), code.meaning(), rule.checks);
    let _ = writeln!(text, "**Why:** {}\n", rule.why);
    for (title, example, given) in examples(rule) {
        quoted(text, &format!("{title}, {}", example_place(example)), &example_lines(example));
        given.iter().for_each(|given| quoted(text, given.words.trim_end_matches([':', '.']), &given.lines));
    }
    for option in rule.options.iter().map(OptionEntry::of) {
        let _ = writeln!(text, "**Option `{}`:** {} It is {}.\n", option.name, option.meaning, option.choice());
    }
    let _ = writeln!(text, "**Source:** {}", rule.source);
}

/// Words, and the lines of a record that they are about.
fn quoted(text: &mut String, words: &str, lines: &[&str]) {
    let _ = match lines {
        [] => writeln!(text, "{words}.\n"),
        lines => writeln!(text, "{words}:\n\n```text\n{}\n```\n", lines.join("\n")),
    };
}
