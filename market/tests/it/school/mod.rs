//! Schools: the register, finding one, acting for one, its pupils.

mod find;
mod join;
mod pupils;
mod register;
mod succession;
