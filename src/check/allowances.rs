//! Allowances: findings of judgement that a record says are right to stand in it, and why.

use super::nearest::nearest;
use crate::finding::{Code, Finding, Severity};
use crate::record::Record;
use crate::record::yaml::Node;

/// How many words a reason has at least.
const MIN_WORDS: usize = 3;

/// Takes out of `findings` what the record allows, and adds what is wrong with the allowances themselves. Of an
/// allowance that takes nothing out nothing is said where `judged` says that the rule was not asked.
pub(super) fn apply(record: &Record, findings: &mut Vec<Finding>, judged: impl Fn(Code) -> bool) {
    let allowances = record.front.root.get("allow").map(Node::items).unwrap_or_default();
    let mut about = Vec::new();
    for allowance in allowances {
        let code_node = allowance.get("code").filter(|node| !node.is_null());
        let reason = allowance.get("reason").filter(|node| !node.is_null());
        if let Some(reason) = reason.filter(|node| node.text().is_some_and(is_short)) {
            let message = "this reason is too short to be understood later";
            let help = "Say in three words or more why the finding is right to stand here.";
            about.push(Finding::new(Code::BadValue, reason.span, message, help));
        }
        let Some((node, number)) = code_node.and_then(|node| Some((node, node.text()?))) else { continue };
        let finding = match Code::ALL.iter().find(|code| code.number() == number) {
            None => unknown(number),
            Some(code) if code.severity() == Severity::Error => {
                let message = "this is a fault of format, which cannot be allowed";
                Some(Finding::new(Code::BadValue, node.span, message, "Take this allowance out, and mend the fault."))
            }
            Some(code) => {
                let before = findings.len();
                findings.retain(|finding| finding.code != *code);
                (judged(*code) && findings.len() == before).then(|| {
                    let message = "this allowance takes nothing out: there is no such finding in the record";
                    let help = "Take the allowance out, so that the finding is seen if it comes back.";
                    Finding::new(Code::UnusedAllowance, node.span, message, help)
                })
            }
        };
        about.extend(finding.map(|finding| Finding { span: node.span, ..finding }.quoting(number)));
    }
    findings.extend(about);
}

fn is_short(reason: &str) -> bool {
    let words = reason.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    !reason.is_empty() && words < MIN_WORDS
}

/// What is said of a code that is none; nothing where it does not even have the form of one, which the schema says.
fn unknown(number: &str) -> Option<Finding> {
    let formed = number.len() == 4
        && number.starts_with(|c: char| c.is_ascii_uppercase())
        && number.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    let codes = Code::ALL.iter().filter(|code| code.severity() != Severity::Error).map(|code| code.number());
    let message = match nearest(number, codes) {
        Some(meant) => format!("there is no finding of this code; did you mean `{meant}`?"),
        None => "there is no finding of this code".to_owned(),
    };
    let help = "Write the code as it is shown with the finding, such as P002.";
    formed.then(|| Finding::new(Code::BadValue, crate::text::Span::default(), message, help))
}
