mod alike;
mod clocks;
mod time;
