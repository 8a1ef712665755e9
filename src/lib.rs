//! Support plans, safety plans and reviews for supported housing, as plain text in git.
//!
//! Data flows one way: bytes become text, text becomes a record with places, a record is checked, and what is checked
//! becomes a report, a page, a new record or a commit. The modules below stand in that order.
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr, clippy::exit))]

pub mod check;
pub mod demo;
pub mod finding;
pub mod record;
pub mod service;
pub mod text;
