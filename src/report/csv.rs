//! Tables for spreadsheets. A spreadsheet runs a cell that begins like a formula, so none leaves that does.

/// The rows below `head` as CSV (RFC 4180). A cell that a spreadsheet would take for a formula gets an apostrophe before it, which makes
/// it text; a number stays a number.
///
/// # Errors
/// A row has more or fewer cells than the head.
pub(super) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<String> {
    let mut table = csv::WriterBuilder::new().from_writer(Vec::new());
    table.write_record(head)?;
    for row in rows {
        table.write_record(row.iter().map(|cell| guarded(cell)))?;
    }
    Ok(String::from_utf8(table.into_inner()?)?)
}

/// The cell as no spreadsheet takes it for a formula.
fn guarded(cell: &str) -> String {
    let cell = super::printable(cell);
    let begins = cell.trim_start().starts_with(['=', '+', '-', '@', '\u{fffd}', '＝', '＋', '－', '＠']);
    if begins && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let cells =
            ["=1+1", "+44", "-2", "-2+3", "@sum", " =1", "\t=1", "\r=1", "a,b", "say \"so\"", "", "plain-words"];
        let rows = cells.map(|cell| vec![cell.to_owned()]);
        let text = table(&["cell"], rows).expect("a table");
        let back: Vec<String> = text.lines().skip(1).map(str::to_owned).collect();
        assert_eq!(
            back,
            [
                "'=1+1",
                "+44",
                "-2",
                "'-2+3",
                "'@sum",
                "' =1",
                "'\u{fffd}=1",
                "'\u{fffd}=1",
                "\"a,b\"",
                "\"say \"\"so\"\"\"",
                "\"\"",
                "plain-words"
            ]
        );
    }
}
