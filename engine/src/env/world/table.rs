//! Tables whose rows have names, so that nobody counts places by hand.

/// `table! { knob KNOBS: KnobSpec = { SIZE: …, TIME_LIMIT: …, } }` is the array `KNOBS` and, in a module `knob`, the place of each row:
/// `knob::SIZE` is 0. A function before the braces arranges the whole: `table! { input INPUTS: InputGroup = side_by_side { … } }`.
macro_rules! table {
    ($(#[$doc:meta])* $module:ident $table:ident: $row:ty = $($arrange:ident)? { $($name:ident: $value:expr,)* }) => {
        $(#[$doc])*
        const $table: [$row; [$(stringify!($name)),*].len()] = $($arrange)?([$($value),*]);

        // Not every row is spoken of by name.
        #[allow(dead_code)]
        mod $module {
            table!(@places 0; $($name)*);
        }
    };
    (@places $at:expr; $first:ident $($rest:ident)*) => {
        pub const $first: usize = $at;
        table!(@places $at + 1; $($rest)*);
    };
    (@places $at:expr;) => {};
}
