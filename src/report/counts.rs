//! How much was read and found.

use crate::check::Checkup;
use crate::finding::Severity;

/// What was read and found, in one line: "12 records read: 2 errors, 1 warning in 2 files".
pub fn summary(checkups: &Counts) -> String {
    let read = plural(checkups.records, "record", "records");
    let parts: Vec<String> = [
        (checkups.errors, "error", "errors"),
        (checkups.warnings, "warning", "warnings"),
        (checkups.infos, "remark", "remarks"),
    ]
    .into_iter()
    .filter(|(count, _, _)| *count > 0)
    .map(|(count, one, many)| plural(count, one, many))
    .collect();
    if parts.is_empty() {
        format!("{read} read: nothing found")
    } else {
        format!("{read} read: {} in {}", parts.join(", "), plural(checkups.files, "file", "files"))
    }
}

/// How much was read and found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Records that were read.
    pub records: usize,
    /// Files with a finding.
    pub files: usize,
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Remarks that ask for nothing.
    pub infos: usize,
}

impl Counts {
    /// Adds what was found in one file.
    pub fn add(&mut self, checkup: &Checkup) {
        self.records += 1;
        self.files += usize::from(!checkup.findings.is_empty());
        self.errors += checkup.count(Severity::Error);
        self.warnings += checkup.count(Severity::Warning);
        self.infos += checkup.count(Severity::Info);
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Counts) {
        self.records += other.records;
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
    }
}

/// "1 record", "2 records", "12,345 records".
pub fn plural(count: usize, one: &str, many: &str) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(plural(1, "record", "records"), "1 record");
        assert_eq!(plural(10_650, "record", "records"), "10,650 records");
        assert_eq!(plural(1_000_000, "a", "b"), "1,000,000 b");
    }
}
