//! Services to try things out in: the worked example that the project keeps in `examples/`, moved in time so that it ends
//! now, and made-up services of any size. Nobody in them is real.

pub mod generate;
pub mod worked;
