//! Support plans, safety plans and reviews for supported housing, as plain text in git.
//!
//! Data flows one way: bytes become text, text becomes a record with places, a record is checked, and what is checked
//! becomes a report, a page, a new record or a commit. The modules below stand in that order, and a test holds them to it.
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, clippy::exit)
)]

// Source text: byte ranges, lines and columns.
pub mod text;
// What is wrong, where, and what to do about it.
pub mod finding;
// The record format: bytes become records whose parts know their places.
pub mod record;
// What changed over the revisions of a record, and who changed it.
pub mod redline;
// Templates, filled in.
pub mod template;
// What is due when.
pub mod cycle;
// Records against schema, place, text and each other.
pub mod check;
// Signed copies of reviews, without what they tell about place and camera.
pub mod scan;
// Findings as people see them.
pub mod report;
// New records, with what is known filled in.
pub mod scaffold;
// Records as pages to print.
pub mod page;
// A service's folder and its git repository.
pub mod service;
// Services to try things out in.
pub mod demo;
// The command line.
pub mod commands;
