//! Made-up services, to try the program on: nothing in them is about anybody.

pub mod generate;
