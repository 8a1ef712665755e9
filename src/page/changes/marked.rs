//! Two versions of a passage as one: what was removed struck through, what is new marked, and all else as it is.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::fragment::{Block, Inline, Node, Piece, Text};
use super::mark::{Deed, Marker};
use crate::redline::diff;
use crate::template::escape;

/// Who did what to the words of the two versions, by their places in it: the step of each, none where it was there before all that is shown.
pub(super) struct Doers {
    /// For each word of the old version, who took it away.
    pub(super) taken: Vec<Option<usize>>,
    /// For each word of the new one, who brought it.
    pub(super) brought: Vec<Option<usize>>,
    /// Who changed the passage last.
    pub(super) last: usize,
}

impl Doers {
    /// Who did it to what is one part, and came or went as a whole.
    pub(super) fn of_whole(&self, deed: Deed) -> usize {
        let words = if deed == Deed::Removed { &self.taken } else { &self.brought };
        words.first().copied().flatten().unwrap_or(self.last)
    }
}

/// The passage with both versions in it.
pub(super) fn html(old: &[Node], new: &[Node], doers: &Doers, marker: &Marker<'_>) -> String {
    let mut writer = Writer { out: String::new(), doers, marker };
    writer.nodes(old, new);
    writer.out
}

/// A part of the old version, of the new one, or of both.
enum Pair {
    Both(usize, usize),
    Old(usize),
    New(usize),
}

/// How much two paragraphs must have in common to be compared word by word, in hundredths.
const ALIKE: usize = 40;
/// With how many others a part is compared, at most.
const MOST_COMPARED: usize = 40;

/// Which parts belong together: first those that say the same, then, between them, those that are most alike.
fn pairs(old: &[Node], new: &[Node]) -> Vec<Pair> {
    let old_signs: Vec<String> = old.iter().map(Node::signature).collect();
    let new_signs: Vec<String> = new.iter().map(Node::signature).collect();
    let mut pairs = Vec::with_capacity(new.len());
    for op in capture_diff_slices(Algorithm::Myers, &old_signs, &new_signs) {
        let (before, after) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            pairs.extend(before.zip(after).map(|(old, new)| Pair::Both(old, new)));
        } else {
            alike(old, new, before, after, &mut pairs);
        }
    }
    pairs
}

/// Pairs of parts that are alike enough, in order, so that in all they are as alike as they can be.
fn alike(old: &[Node], new: &[Node], before: Range<usize>, after: Range<usize>, pairs: &mut Vec<Pair>) {
    let is_small = before.len() <= MOST_COMPARED && after.len() <= MOST_COMPARED;
    let (rows, columns) = if is_small { (before.len(), after.len()) } else { (0, 0) };
    let likeness = |row: usize, column: usize| likeness(&old[before.start + row], &new[after.start + column]);
    let table: Vec<Vec<usize>> =
        (0..rows).map(|row| (0..columns).map(|column| likeness(row, column)).collect()).collect();
    // The best that can be had of the rows and columns from here on.
    let mut best = vec![vec![0; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let both = table[row][column] + best[row + 1][column + 1];
            best[row][column] =
                best[row + 1][column].max(best[row][column + 1]).max(if table[row][column] > 0 { both } else { 0 });
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        let here = best[row][column];
        if table[row][column] > 0 && here == table[row][column] + best[row + 1][column + 1] {
            pairs.push(Pair::Both(before.start + row, after.start + column));
            (row, column) = (row + 1, column + 1);
        } else if here == best[row + 1][column] {
            pairs.push(Pair::Old(before.start + row));
            row += 1;
        } else {
            pairs.push(Pair::New(after.start + column));
            column += 1;
        }
    }
    pairs.extend((before.start + row..before.end).map(Pair::Old));
    pairs.extend((after.start + column..after.end).map(Pair::New));
}

/// How alike two parts are, in hundredths and never none where they are to be compared; none where they are not.
fn likeness(old: &Node, new: &Node) -> usize {
    if old.sort() != new.sort() {
        return 0;
    }
    if let (Node::Block(old), Node::Block(new)) = (old, new) {
        if old.tag == "tr" && old.children.len() != new.children.len() || !same_columns(old, new) {
            return 0;
        }
        if old.is_container() && new.is_container() {
            return 1;
        }
    }
    let (old, new) = (old.pieces(), new.pieces());
    if old.is_empty() || new.is_empty() {
        return 1;
    }
    let mut left: std::collections::HashMap<&[u8], usize> = std::collections::HashMap::new();
    for piece in &old {
        *left.entry(diff::Token::key(*piece)).or_default() += 1;
    }
    let shared = new.iter().filter(|piece| {
        let count = left.get_mut(diff::Token::key(**piece)).filter(|count| **count > 0);
        count.is_some_and(|count| {
            *count -= 1;
            true
        })
    });
    let likeness = 200 * shared.count() / (old.len() + new.len());
    if likeness >= ALIKE { likeness } else { 0 }
}

/// A table of other columns is another table.
fn same_columns(old: &Block, new: &Block) -> bool {
    let columns = |table: &Block| match table.children.first() {
        Some(Node::Block(head)) if head.tag == "thead" => match head.children.first() {
            Some(Node::Block(row)) => row.children.len(),
            _ => 0,
        },
        _ => 0,
    };
    old.tag != "table" || columns(old) == columns(new)
}

struct Writer<'w> {
    out: String,
    doers: &'w Doers,
    marker: &'w Marker<'w>,
}

impl Writer<'_> {
    fn nodes(&mut self, old: &[Node], new: &[Node]) {
        for pair in pairs(old, new) {
            match pair {
                Pair::Both(old_at, new_at) => self.both(&old[old_at], &new[new_at]),
                Pair::Old(at) => self.one(&old[at], Deed::Removed, true),
                Pair::New(at) => self.one(&new[at], Deed::Added, true),
            }
        }
    }

    fn both(&mut self, old: &Node, new: &Node) {
        match (old, new) {
            (Node::Text(old), Node::Text(new)) => self.text(old, new),
            // Cells keep their columns.
            (Node::Block(old), Node::Block(new)) if new.tag == "tr" => {
                self.open(new, "");
                old.children.iter().zip(&new.children).for_each(|(old, new)| self.both(old, new));
                self.close(new);
            }
            (Node::Block(old), Node::Block(new)) => {
                self.open(new, "");
                self.nodes(&old.children, &new.children);
                self.close(new);
            }
            (Node::Text(_), Node::Block(new)) => {
                self.open(new, "");
                self.nodes(std::slice::from_ref(old), &new.children);
                self.close(new);
            }
            (Node::Block(old), Node::Text(_)) => self.nodes(&old.children, std::slice::from_ref(new)),
        }
    }

    /// A part that only one version has. The outermost element says so, so that it can be taken out as a whole.
    fn one(&mut self, node: &Node, deed: Deed, is_outermost: bool) {
        match node {
            Node::Text(text) => {
                let steps = self.marks(&text.pieces, deed, false, "");
                let (removed, added) = if deed == Deed::Removed { (steps, Vec::new()) } else { (Vec::new(), steps) };
                self.out.push_str(&self.marker.references(&removed, &added));
                self.out.push_str(&text.tail);
            }
            Node::Block(block) => {
                self.open(block, if is_outermost { deed.attribute() } else { "" });
                block.children.iter().for_each(|child| self.one(child, deed, false));
                self.close(block);
            }
        }
    }

    fn open(&mut self, block: &Block, attribute: &str) {
        self.out.extend(["<", &block.tag, &block.attributes, attribute, ">"]);
        if block.tag == "pre" {
            self.out.push_str("<code>");
        }
    }

    fn close(&mut self, block: &Block) {
        match block.tag.as_str() {
            "hr" => {}
            "pre" => self.out.push_str("</code></pre>"),
            tag => self.out.extend(["</", tag, ">"]),
        }
    }

    fn text(&mut self, old: &Text, new: &Text) {
        let mut at = 0;
        let mut has_gap = true;
        for hunk in diff::hunks(&old.pieces, &new.pieces) {
            self.inline(&new.pieces[at..hunk.new.start], has_gap);
            let gap = |piece: Option<&Piece>| piece.map_or("", |piece| piece.gap.as_str()).to_owned();
            let (before, after) = (gap(old.pieces.get(hunk.old.end)), gap(new.pieces.get(hunk.new.end)));
            let (removed, added) = (&old.pieces[hunk.old], &new.pieces[hunk.new.clone()]);
            let next = new.pieces.get(hunk.new.end);
            let is_glued = |piece: Option<&Piece>| piece.is_some_and(diff::Token::is_glued);
            // White space belongs to a mark where, without the mark, there would be none.
            let (behind_removed, behind_added) = match (before.is_empty(), after.is_empty()) {
                (false, true) => (before.as_str(), ""),
                (true, false) if !added.is_empty() => ("", after.as_str()),
                _ => ("", ""),
            };
            let removed = self.marks(removed, Deed::Removed, is_glued(added.first().or(next)), behind_removed);
            let added = self.marks(added, Deed::Added, is_glued(next), behind_added);
            self.out.push_str(&self.marker.references(&removed, &added));
            has_gap = behind_added.is_empty();
            at = hunk.new.end;
        }
        self.inline(&new.pieces[at..], has_gap);
        self.out.push_str(&new.tail);
    }

    /// Marks words that one version has, a mark for each step that did it. The white space before them lies in the mark or before it,
    /// and `behind` at the end of it. Gives the steps.
    fn marks(&mut self, pieces: &[Piece], deed: Deed, with_gap: bool, behind: &str) -> Vec<usize> {
        let doers = if deed == Deed::Removed { &self.doers.taken } else { &self.doers.brought };
        let doer = |piece: &Piece| doers.get(piece.place).copied().flatten();
        // Words that both versions have and that lie within a mark are of the step that the mark is of.
        let first = pieces.iter().find_map(doer).unwrap_or(self.doers.last);
        let mut step = first;
        let steps: Vec<usize> = pieces
            .iter()
            .map(|piece| {
                step = doer(piece).unwrap_or(step);
                step
            })
            .collect();
        let mut start = 0;
        for run in steps.chunk_by(|a, b| a == b) {
            let run_pieces = &pieces[start..start + run.len()];
            start += run.len();
            if !with_gap {
                self.out.push_str(run_pieces.first().map_or("", |piece| &piece.gap));
            }
            let mut inner = Writer { out: String::new(), doers: self.doers, marker: self.marker };
            inner.inline(run_pieces, with_gap);
            if start == pieces.len() {
                inner.out.push_str(behind);
            }
            self.out.push_str(&self.marker.mark(deed, run[0], &inner.out));
        }
        steps
    }

    /// Words, with the elements that they stand in, and with the white space before the first or without it.
    fn inline(&mut self, pieces: &[Piece], mut has_gap: bool) {
        let mut open: &[Inline] = &[];
        for piece in pieces {
            let same = open.iter().zip(piece.within.iter()).take_while(|(a, b)| a == b).count();
            open[same..].iter().rev().for_each(|inline| self.out.extend(["</", &inline.tag, ">"]));
            if std::mem::replace(&mut has_gap, true) {
                self.out.push_str(&piece.gap);
            }
            piece.within[same..].iter().for_each(|inline| self.out.extend(["<", &inline.tag, &inline.attributes, ">"]));
            self.out.push_str(&escape(&piece.text));
            open = &piece.within;
        }
        open.iter().rev().for_each(|inline| self.out.extend(["</", &inline.tag, ">"]));
    }
}
