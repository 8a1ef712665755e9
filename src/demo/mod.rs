//! Services to try things out in: the worked example that the project keeps in `examples/`, moved in time so that it ends now.

pub mod worked;
