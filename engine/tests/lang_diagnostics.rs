//! Every kind of mistake and its exact text: (source, rendered diagnostics). An empty text means that nothing is said.
//!
//! Each expectation begins with a line break so that the carets stand under the source.

mod lang_common;

use engine::lang::{Diagnostic, Severity, Span, compile, render};
use lang_common::SCHEMA;

#[rustfmt::skip]
const TABLE: &[(&str, &str)] = &[
    (
"10 * reached_chese",
"
error: there is no `reached_chese` here
 --> 1:6
  |
1 | 10 * reached_chese
  |      ^^^^^^^^^^^^^
  = help: did you mean `reached_cheese`?
",
    ),
    (
"reached cheese",
"
error: there is no `reached` here
 --> 1:1
  |
1 | reached cheese
  | ^^^^^^^
  = help: did you mean `reached_cheese` or `reached_corner`?

error: an operator is missing between `reached` and `cheese`
 --> 1:9
  |
1 | reached cheese
  |         ^^^^^^
  = help: to multiply, write `reached * cheese`

error: there is no `cheese` here
 --> 1:9
  |
1 | reached cheese
  |         ^^^^^^
  = help: did you mean `distance_to_cheese` or `reached_cheese`?
",
    ),
    (
"ｒｅａｃｈｅｄ＿ｃｈｅｅｓｅ ＆＆ x ＞＝ １．５",
"
error: `ｒｅａｃｈｅｄ＿ｃｈｅｅｓｅ` is not understood here
 --> 1:1
  |
1 | ｒｅａｃｈｅｄ＿ｃｈｅｅｓｅ ＆＆ x ＞＝ １．５
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: type `reached_cheese` instead

error: `＆＆` is not understood here
 --> 1:16
  |
1 | ｒｅａｃｈｅｄ＿ｃｈｅｅｓｅ ＆＆ x ＞＝ １．５
  |                              ^^^^
  = help: type `&&` instead

error: `＞＝` is not understood here
 --> 1:21
  |
1 | ｒｅａｃｈｅｄ＿ｃｈｅｅｓｅ ＆＆ x ＞＝ １．５
  |                                     ^^^^
  = help: type `>=` instead

error: `１．５` is not understood here
 --> 1:24
  |
1 | ｒｅａｃｈｅｄ＿ｃｈｅｅｓｅ ＆＆ x ＞＝ １．５
  |                                          ^^^^^^
  = help: type `1.5` instead
",
    ),
    (
"ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok",
"
error: `ｉｆ` is not understood here
 --> 1:1
  |
1 | ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok
  | ^^^^
  = help: type `if` instead

error: `｛` is not understood here
 --> 1:19
  |
1 | ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok
  |                     ^^
  = help: type `{` instead

error: `｝` is not understood here
 --> 1:23
  |
1 | ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok
  |                          ^^
  = help: type `}` instead

error: `ｅｌｓｅ` is not understood here
 --> 1:25
  |
1 | ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok
  |                             ^^^^^^^^
  = help: type `else` instead

error: `｛` is not understood here
 --> 1:30
  |
1 | ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok
  |                                      ^^
  = help: type `{` instead

error: `｝` is not understood here
 --> 1:34
  |
1 | ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok
  |                                           ^^
  = help: type `}` instead

error: `／／` is not understood here
 --> 1:36
  |
1 | ｉｆ reached_cheese ｛ 1 ｝ ｅｌｓｅ ｛ 0 ｝ ／／ ok
  |                                              ^^^^^^^
  = help: type `//` instead
",
    ),
    (
"ｉf bumped { 1 } else { ２ }",
"
error: `ｉf` is not understood here
 --> 1:1
  |
1 | ｉf bumped { 1 } else { ２ }
  | ^^^
  = help: type `if` instead

error: `２` is not understood here
 --> 1:24
  |
1 | ｉf bumped { 1 } else { ２ }
  |                         ^^
  = help: type `2` instead
",
    ),
    (
"1 if reached_cheese else 0",
"
error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:1
  |
1 | 1 if reached_cheese else 0
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `if reached_cheese { 1 } else { 0 }`
",
    ),
    (
"(bumped if x > 1 else 2 if bumped else 3) * 2",
"
error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:2
  |
1 | (bumped if x > 1 else 2 if bumped else 3) * 2
  |  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `if x > 1 { bumped } else if bumped { 2 } else { 3 }`
",
    ),
    (
"let a = 1 if bumped else 0;
a",
"
error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:9
  |
1 | let a = 1 if bumped else 0;
  |         ^^^^^^^^^^^^^^^^^^
  = help: write `if bumped { 1 } else { 0 }`
",
    ),
    (
"1 if bumped else",
"
error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:1
  |
1 | 1 if bumped else
  | ^^^^^^^^^^^^^^^^
  = help: write `if bumped { 1 } else { … }`
",
    ),
    (
"max(10 if reached_cheese else 0, 1)",
"
error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:5
  |
1 | max(10 if reached_cheese else 0, 1)
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `if reached_cheese { 10 } else { 0 }`
",
    ),
    (
"１ ｉｆ ｂｕｍｐｅｄ ｅｌｓｅ ０",
"
error: `１` is not understood here
 --> 1:1
  |
1 | １ ｉｆ ｂｕｍｐｅｄ ｅｌｓｅ ０
  | ^^
  = help: type `1` instead

error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:1
  |
1 | １ ｉｆ ｂｕｍｐｅｄ ｅｌｓｅ ０
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: write `if bumped { 1 } else { 0 }`

error: `ｉｆ` is not understood here
 --> 1:3
  |
1 | １ ｉｆ ｂｕｍｐｅｄ ｅｌｓｅ ０
  |    ^^^^
  = help: type `if` instead

error: `ｂｕｍｐｅｄ` is not understood here
 --> 1:6
  |
1 | １ ｉｆ ｂｕｍｐｅｄ ｅｌｓｅ ０
  |         ^^^^^^^^^^^^
  = help: type `bumped` instead

error: `ｅｌｓｅ` is not understood here
 --> 1:13
  |
1 | １ ｉｆ ｂｕｍｐｅｄ ｅｌｓｅ ０
  |                      ^^^^^^^^
  = help: type `else` instead

error: `０` is not understood here
 --> 1:18
  |
1 | １ ｉｆ ｂｕｍｐｅｄ ｅｌｓｅ ０
  |                               ^^
  = help: type `0` instead
",
    ),
    (
"10 if reached_cheese",
"
error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:1
  |
1 | 10 if reached_cheese
  | ^^^^^^^^^^^^^^^^^^^^
  = help: write `if reached_cheese { 10 }`
",
    ),
    (
"let a = (2 if bumped);
a",
"
error: the condition of an `if` comes first here, and its values stand in braces
 --> 1:10
  |
1 | let a = (2 if bumped);
  |          ^^^^^^^^^^^
  = help: write `if bumped { 2 }`
",
    ),
    (
"10
if bum",
"
error: this value is not used: only the last expression counts
 --> 1:1
  |
1 | 10
  | ^^
  = help: add it to the next one with `+`, or give it a name: `let name = …;`

error: there is no `bum` here
 --> 2:4
  |
2 | if bum
  |    ^^^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`

error: the `{` of this `if` is missing
 --> 2:7
  |
2 | if bum
  |       ^
  = help: put the branch in braces: `if … { 10 }`
",
    ),
    (
"ｂｕｍｐｅｄ ？ １ ： 0",
"
error: `ｂｕｍｐｅｄ` is not understood here
 --> 1:1
  |
1 | ｂｕｍｐｅｄ ？ １ ： 0
  | ^^^^^^^^^^^^
  = help: type `bumped` instead

error: `？` is a wide `?`: `?` has no meaning here
 --> 1:8
  |
1 | ｂｕｍｐｅｄ ？ １ ： 0
  |              ^^
  = help: a choice is written `if a { b } else { c }`

error: `１` is not understood here
 --> 1:10
  |
1 | ｂｕｍｐｅｄ ？ １ ： 0
  |                 ^^
  = help: type `1` instead

error: `：` is a wide `:`: `:` has no meaning here
 --> 1:12
  |
1 | ｂｕｍｐｅｄ ？ １ ： 0
  |                    ^^
  = help: put the branch of an `if` in braces; names need no type
",
    ),
    (
"ｉｆ　bumped　｛　1　｝",
"
error: `ｉｆ` is not understood here
 --> 1:1
  |
1 | ｉｆ　bumped　｛　1　｝
  | ^^^^
  = help: type `if` instead

error: this is a special space (U+3000), the kind that word processors and web pages insert
 --> 1:3
  |
1 | ｉｆ　bumped　｛　1　｝
  |     ^^
  = help: replace it with an ordinary space

error: this is a special space (U+3000), the kind that word processors and web pages insert
 --> 1:10
  |
1 | ｉｆ　bumped　｛　1　｝
  |             ^^
  = help: replace it with an ordinary space

error: `｛` is not understood here
 --> 1:11
  |
1 | ｉｆ　bumped　｛　1　｝
  |               ^^
  = help: type `{` instead

error: this is a special space (U+3000), the kind that word processors and web pages insert
 --> 1:12
  |
1 | ｉｆ　bumped　｛　1　｝
  |                 ^^
  = help: replace it with an ordinary space

error: this is a special space (U+3000), the kind that word processors and web pages insert
 --> 1:14
  |
1 | ｉｆ　bumped　｛　1　｝
  |                    ^^
  = help: replace it with an ordinary space

error: `｝` is not understood here
 --> 1:15
  |
1 | ｉｆ　bumped　｛　1　｝
  |                      ^^
  = help: type `}` instead
",
    ),
    (
"ｍａｘ（１，　x　＊　２） ＋＝ bumped",
"
error: `ｍａｘ` is not understood here
 --> 1:1
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  | ^^^^^^
  = help: type `max` instead

error: `（` is not understood here
 --> 1:4
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |       ^^
  = help: type `(` instead

error: `１` is not understood here
 --> 1:5
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |         ^^
  = help: type `1` instead

error: `，` is not understood here
 --> 1:6
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |           ^^
  = help: type `,` instead

error: this is a special space (U+3000), the kind that word processors and web pages insert
 --> 1:7
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |             ^^
  = help: replace it with an ordinary space

error: this is a special space (U+3000), the kind that word processors and web pages insert
 --> 1:9
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |                ^^
  = help: replace it with an ordinary space

error: `＊` is not understood here
 --> 1:10
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |                  ^^
  = help: type `*` instead

error: this is a special space (U+3000), the kind that word processors and web pages insert
 --> 1:11
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |                    ^^
  = help: replace it with an ordinary space

error: `２` is not understood here
 --> 1:12
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |                      ^^
  = help: type `2` instead

error: `）` is not understood here
 --> 1:13
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |                        ^^
  = help: type `)` instead

error: `＋＝` is a wide `+=`: `+=` would change a value, and nothing here ever changes
 --> 1:15
  |
1 | ｍａｘ（１，　x　＊　２） ＋＝ bumped
  |                           ^^^^
  = help: write the whole reward as one expression: `a + b`
",
    ),
    (
"2 * 1 if bumped { 3 } else { 4 }",
"
error: an operator is missing between `1` and `if`
 --> 1:7
  |
1 | 2 * 1 if bumped { 3 } else { 4 }
  |       ^^
  = help: to add it, put the whole `if` in parentheses: `1 + (if … { … })`
",
    ),
    (
"10 reached_cheese",
"
error: an operator is missing between `10` and `reached_cheese`
 --> 1:4
  |
1 | 10 reached_cheese
  |    ^^^^^^^^^^^^^^
  = help: to multiply, write `10 * reached_cheese`
",
    ),
    (
"distanceToCheese",
"
error: there is no `distanceToCheese` here
 --> 1:1
  |
1 | distanceToCheese
  | ^^^^^^^^^^^^^^^^
  = help: did you mean `distance_to_cheese`?
",
    ),
    (
"cheese",
"
error: there is no `cheese` here
 --> 1:1
  |
1 | cheese
  | ^^^^^^
  = help: did you mean `distance_to_cheese` or `reached_cheese`?
",
    ),
    (
"banana + 1",
"
error: there is no `banana` here
 --> 1:1
  |
1 | banana + 1
  | ^^^^^^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`
",
    ),
    (
"opened_chest",
"
error: `opened_chest` is a feature of keys and chests, not of cheese corner
 --> 1:1
  |
1 | opened_chest
  | ^^^^^^^^^^^^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`
",
    ),
    (
"opened_ches * 2",
"
error: there is no `opened_ches` here
 --> 1:1
  |
1 | opened_ches * 2
  | ^^^^^^^^^^^
  = help: `opened_chest` is a feature of keys and chests; the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`
",
    ),
    (
"sqr(x)",
"
error: there is no function `sqr`
 --> 1:1
  |
1 | sqr(x)
  | ^^^
  = help: did you mean `sqrt(x)`?
",
    ),
    (
"foo(x)",
"
error: there is no function `foo`
 --> 1:1
  |
1 | foo(x)
  | ^^^
  = help: the functions are `min`, `max`, `abs`, `clamp`, `sign`, `sqrt`, `exp`, `ln`, `pow`, `floor`, `was`
",
    ),
    (
"min(x)",
"
error: `min` takes 2 arguments or more, and here it has 1
 --> 1:1
  |
1 | min(x)
  | ^^^^^^
  = help: write `min(a, b)`
",
    ),
    (
"clamp(x, 1)",
"
error: `clamp` takes 3 arguments, and here it has 2
 --> 1:1
  |
1 | clamp(x, 1)
  | ^^^^^^^^^^^
  = help: write `clamp(x, low, high)`
",
    ),
    (
"pow(x, 2, 3)",
"
error: `pow` takes 2 arguments, and here it has 3
 --> 1:1
  |
1 | pow(x, 2, 3)
  | ^^^^^^^^^^^^
  = help: write `pow(x, y)`
",
    ),
    (
"sqrt",
"
error: `sqrt` is a function and needs its parentheses
 --> 1:1
  |
1 | sqrt
  | ^^^^
  = help: write `sqrt(x)`
",
    ),
    (
"reached_cheese()",
"
error: `reached_cheese` is a feature, not a function
 --> 1:1
  |
1 | reached_cheese()
  | ^^^^^^^^^^^^^^^^
  = help: leave out the parentheses: `reached_cheese`
",
    ),
    (
"gamma(2)",
"
error: `gamma` is a number, not a function
 --> 1:1
  |
1 | gamma(2)
  | ^^^^^^^^
  = help: leave out the parentheses: `gamma`
",
    ),
    (
"let a = x; a(2) + a",
"
error: `a` is a value, not a function
 --> 1:12
  |
1 | let a = x; a(2) + a
  |            ^^^^
  = help: to multiply, write `a * (…)`
",
    ),
    (
"was",
"
error: `was` is a function and needs its parentheses
 --> 1:1
  |
1 | was
  | ^^^
  = help: write `was(feature)`
",
    ),
    (
"was()",
"
error: `was` takes one feature, and here it has 0 arguments
 --> 1:1
  |
1 | was()
  | ^^^^^
  = help: write `was(distance_to_cheese)`
",
    ),
    (
"was(reached_cheese)",
"
error: `reached_cheese` is an event: it happens during a step, so it has no value before the step
 --> 1:5
  |
1 | was(reached_cheese)
  |     ^^^^^^^^^^^^^^
  = help: write `reached_cheese` for this step; `was` works with state features, for example `was(distance_to_cheese)`
",
    ),
    (
"was(x + y)",
"
error: `was` takes the name of a state feature, not a calculation
 --> 1:5
  |
1 | was(x + y)
  |     ^^^^^
  = help: apply it to each feature: `was(a) - was(b)`
",
    ),
    (
"was(distance_to_chese)",
"
error: there is no feature `distance_to_chese`
 --> 1:5
  |
1 | was(distance_to_chese)
  |     ^^^^^^^^^^^^^^^^^
  = help: did you mean `distance_to_cheese`?
",
    ),
    (
"let near = x; was(near) + near",
"
error: `near` comes from a `let`, and `was` takes a state feature
 --> 1:19
  |
1 | let near = x; was(near) + near
  |                   ^^^^
  = help: use `was` inside that `let`, on the features that it reads
",
    ),
    (
"was(gamma)",
"
error: `gamma` never changes, so it has no value before the step
 --> 1:5
  |
1 | was(gamma)
  |     ^^^^^
  = help: write `gamma`
",
    ),
    (
"was(x, y)",
"
error: `was` takes one feature, and here it has 2 arguments
 --> 1:1
  |
1 | was(x, y)
  | ^^^^^^^^^
  = help: write `was(distance_to_cheese)`
",
    ),
    (
"if x { 1 }",
"
error: `if` needs a condition, and `x` is a number
 --> 1:4
  |
1 | if x { 1 }
  |    ^
  = help: did you mean `x > 0`?
",
    ),
    (
"if 1 { 1 }",
"
error: `if` needs a condition, and `1` is a number
 --> 1:4
  |
1 | if 1 { 1 }
  |    ^
  = help: write `true`, or a comparison such as `distance_to_cheese > 1`
",
    ),
    (
"if x - 3 { bumped }",
"
error: `if` needs a condition, and `x - 3` is a number
 --> 1:4
  |
1 | if x - 3 { bumped }
  |    ^^^^^
  = help: did you mean `x - 3 > 0`?
",
    ),
    (
"!x",
"
error: `!` needs a condition, and `x` is a number
 --> 1:2
  |
1 | !x
  |  ^
  = help: did you mean `x > 0`?
",
    ),
    (
"x && bumped",
"
error: `&&` needs a condition, and `x` is a number
 --> 1:1
  |
1 | x && bumped
  | ^
  = help: did you mean `x > 0`?
",
    ),
    (
"bumped || x + 1",
"
error: `||` needs a condition, and `x + 1` is a number
 --> 1:11
  |
1 | bumped || x + 1
  |           ^^^^^
  = help: did you mean `x + 1 > 0`?
",
    ),
    (
"!if bumped { 1 } else { 2 }",
"
error: an `if` inside a calculation needs parentheses
 --> 1:2
  |
1 | !if bumped { 1 } else { 2 }
  |  ^^
  = help: for example `… + (if a { b } else { c })`

error: `!` needs a condition, and this is a number
 --> 1:2
  |
1 | !if bumped { 1 } else { 2 }
  |  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: compare it, for example with `> 0`
",
    ),
    (
"if was(x) { 1 }",
"
error: `if` needs a condition, and `was(x)` is a number
 --> 1:4
  |
1 | if was(x) { 1 }
  |    ^^^^^^
  = help: did you mean `was(x) > 0`?
",
    ),
    (
"if min(x, y) { 1 } else { 0 }",
"
error: `if` needs a condition, and `min(x, y)` is a number
 --> 1:4
  |
1 | if min(x, y) { 1 } else { 0 }
  |    ^^^^^^^^^
  = help: did you mean `min(x, y) > 0`?
",
    ),
    (
"let reached_cheese = 1; reached_cheese",
"
error: `reached_cheese` is a feature of this world and cannot be renamed
 --> 1:5
  |
1 | let reached_cheese = 1; reached_cheese
  |     ^^^^^^^^^^^^^^
  = help: choose another name, such as `my_reached_cheese`
",
    ),
    (
"let min = 1; min",
"
error: `min` is built in and cannot get another meaning
 --> 1:5
  |
1 | let min = 1; min
  |     ^^^
  = help: choose another name, such as `my_min`
",
    ),
    (
"let gamma = 1; gamma",
"
error: `gamma` is built in and cannot get another meaning
 --> 1:5
  |
1 | let gamma = 1; gamma
  |     ^^^^^
  = help: choose another name, such as `my_gamma`
",
    ),
    (
"let a = x; let a = y; a",
"
error: `a` already has a value, and names keep theirs
 --> 1:16
  |
1 | let a = x; let a = y; a
  |                ^
  = help: give the new value a name of its own, such as `a_2`
",
    ),
    (
"let a = x; if bumped { let a = y; a } else { a }",
"
error: `a` already has a value, and names keep theirs
 --> 1:28
  |
1 | let a = x; if bumped { let a = y; a } else { a }
  |                            ^
  = help: give the new value a name of its own, such as `a_2`
",
    ),
    (
"let a = a + 1; a",
"
error: `a` has no value yet
 --> 1:9
  |
1 | let a = a + 1; a
  |         ^
  = help: a `let` can use only what stands above it; `a` gets its value here or further down
",
    ),
    (
"let if = 1; 2",
"
error: `if` is a word of the language, not a name
 --> 1:5
  |
1 | let if = 1; 2
  |     ^^
  = help: choose another name
",
    ),
    (
"let 2x = 1; x",
"
error: a name cannot begin with a digit
 --> 1:5
  |
1 | let 2x = 1; x
  |     ^^
  = help: for example `let bonus = 2;`
",
    ),
    (
"let = 3; x",
"
error: a name is missing after `let`
 --> 1:1
  |
1 | let = 3; x
  | ^^^
  = help: for example `let bonus = 2;`
",
    ),
    (
"let a 3; a",
"
error: a `=` is missing here
 --> 1:6
  |
1 | let a 3; a
  |      ^
  = help: write `let a = …;`
",
    ),
    (
"let a == 3; a + x",
"
error: `==` compares; a name gets its value with `=`
 --> 1:7
  |
1 | let a == 3; a + x
  |       ^^
  = help: type `=`
",
    ),
    (
"let a = ; x",
"
error: a value is missing here
 --> 1:8
  |
1 | let a = ; x
  |        ^
  = help: write `let a = …;`
",
    ),
    (
"let a = x
a",
"
error: a `;` is missing at the end of this `let`
 --> 1:10
  |
1 | let a = x
  |          ^
  = help: type `;` here
",
    ),
    (
"let a = x b; a",
"
error: a `;` is missing at the end of this `let`
 --> 1:10
  |
1 | let a = x b; a
  |          ^
  = help: type `;` here, or an operator if this is one value: `x * b`
",
    ),
    (
"let a = x;",
"
error: the reward itself is missing
 --> 1:11
  |
1 | let a = x;
  |           ^
  = help: the last line is an expression, without `let` and without `;`
",
    ),
    (
"x = 1",
"
error: a value never changes here: `=` belongs to `let`
 --> 1:1
  |
1 | x = 1
  | ^^^
  = help: to name a value, write `let x = …;`; to compare, write `x == …`
",
    ),
    (
"total = 1; total + x",
"
error: a value never changes here: `=` belongs to `let`
 --> 1:1
  |
1 | total = 1; total + x
  | ^^^^^^^
  = help: to name a value, write `let total = …;`; to compare, write `total == …`
",
    ),
    (
"reward = reached_cheese",
"
error: `reward =` is not needed
 --> 1:1
  |
1 | reward = reached_cheese
  | ^^^^^^^^
  = help: the last expression is the reward by itself
",
    ),
    (
"reward += reached_cheese",
"
error: there is no `reward` here
 --> 1:1
  |
1 | reward += reached_cheese
  | ^^^^^^
  = help: the reward has no name: the last expression is the reward

error: `+=` would change a value, and nothing here ever changes
 --> 1:8
  |
1 | reward += reached_cheese
  |        ^^
  = help: write the whole reward as one expression: `a + b`
",
    ),
    (
"if reached_cheese = 1 { 5 } else { 0 }",
"
error: `=` gives a value to a name; it does not compare
 --> 1:19
  |
1 | if reached_cheese = 1 { 5 } else { 0 }
  |                   ^
  = help: to compare, type `==`
",
    ),
    (
"if steps == 3 and bumped { 1 } else { 0 }",
"
error: `and` is written `&&`
 --> 1:15
  |
1 | if steps == 3 and bumped { 1 } else { 0 }
  |               ^^^
  = help: for example `a && b`
",
    ),
    (
"bumped or not reached_cheese",
"
error: `or` is written `||`
 --> 1:8
  |
1 | bumped or not reached_cheese
  |        ^^
  = help: for example `a || b`

error: `not` is written `!`
 --> 1:11
  |
1 | bumped or not reached_cheese
  |           ^^^
  = help: for example `!a`
",
    ),
    (
"if bumped { 1 } els { 2 }",
"
error: there is no `els` here
 --> 1:17
  |
1 | if bumped { 1 } els { 2 }
  |                 ^^^
  = help: did you mean `else`?
",
    ),
    (
"if bumped { 1 } elze if x { 2 }",
"
error: there is no `elze` here
 --> 1:17
  |
1 | if bumped { 1 } elze if x { 2 }
  |                 ^^^^
  = help: did you mean `else`?

error: `if` needs a condition, and `x` is a number
 --> 1:25
  |
1 | if bumped { 1 } elze if x { 2 }
  |                         ^
  = help: did you mean `x > 0`?
",
    ),
    (
"if bumped { 1 } elif reached_cheese { 2 } else { x }",
"
error: `elif` is written `else if`
 --> 1:17
  |
1 | if bumped { 1 } elif reached_cheese { 2 } else { x }
  |                 ^^^^
  = help: type `else if`
",
    ),
    (
"return reached_cheese",
"
error: `return` is not needed
 --> 1:1
  |
1 | return reached_cheese
  | ^^^^^^
  = help: the last expression is the reward by itself
",
    ),
    (
"if bumped then 1 else x",
"
error: `then` is not needed
 --> 1:11
  |
1 | if bumped then 1 else x
  |           ^^^^
  = help: put the branch in braces: `if a { b } else { c }`

error: the `{` of this `else` is missing
 --> 1:22
  |
1 | if bumped then 1 else x
  |                      ^
  = help: put the branch in braces: `else { 0 }`
",
    ),
    (
"if bumped: 1",
"
error: `:` has no meaning here
 --> 1:10
  |
1 | if bumped: 1
  |          ^
  = help: put the branch of an `if` in braces; names need no type
",
    ),
    (
"if bumped 1 else x",
"
error: the `{` of this `if` is missing
 --> 1:10
  |
1 | if bumped 1 else x
  |          ^
  = help: put the branch in braces: `if … { 10 }`

error: the `{` of this `else` is missing
 --> 1:17
  |
1 | if bumped 1 else x
  |                 ^
  = help: put the branch in braces: `else { 0 }`
",
    ),
    (
"while x > 0 { 1 }",
"
error: there are no loops here, so `while` has no meaning
 --> 1:1
  |
1 | while x > 0 { 1 }
  | ^^^^^
  = help: the program runs once after every step; write what this one step is worth
",
    ),
    (
"for i in 3 { 1 }",
"
error: there are no loops here, so `for` has no meaning
 --> 1:1
  |
1 | for i in 3 { 1 }
  | ^^^
  = help: the program runs once after every step; write what this one step is worth
",
    ),
    (
"True",
"
error: `True` is written in lowercase here
 --> 1:1
  |
1 | True
  | ^^^^
  = help: type `true`
",
    ),
    (
"IF bumped { 1 } ELSE { x }",
"
error: `IF` is written in lowercase here
 --> 1:1
  |
1 | IF bumped { 1 } ELSE { x }
  | ^^
  = help: type `if`

error: `ELSE` is written in lowercase here
 --> 1:17
  |
1 | IF bumped { 1 } ELSE { x }
  |                 ^^^^
  = help: type `else`
",
    ),
    (
"x ^ 2",
"
error: powers are written with `pow`
 --> 1:3
  |
1 | x ^ 2
  |   ^
  = help: for example `pow(x, 2)`, or `x * x`
",
    ),
    (
"x ** 2",
"
error: powers are written with `pow`
 --> 1:3
  |
1 | x ** 2
  |   ^^
  = help: for example `pow(x, 2)`, or `x * x`
",
    ),
    (
"x % 2",
"
error: `%` has no meaning here
 --> 1:3
  |
1 | x % 2
  |   ^
  = help: write 5 % as `0.05`, and a remainder as `a - b * floor(a / b)`
",
    ),
    (
"5% * x",
"
error: `%` has no meaning here
 --> 1:2
  |
1 | 5% * x
  |  ^
  = help: write 5 % as `0.05`, and a remainder as `a - b * floor(a / b)`
",
    ),
    (
"reached_cheese;",
"
error: no `;` follows the last expression
 --> 1:15
  |
1 | reached_cheese;
  |               ^
  = help: leave it out: `;` only ends a `let`
",
    ),
    (
"reached_cheese; bumped",
"
error: this value is not used: only the last expression counts
 --> 1:1
  |
1 | reached_cheese; bumped
  | ^^^^^^^^^^^^^^
  = help: give it a name with `let name = …;`, or add it to the last expression with `+`
",
    ),
    (
"reached_cheese
bumped",
"
error: this value is not used: only the last expression counts
 --> 1:1
  |
1 | reached_cheese
  | ^^^^^^^^^^^^^^
  = help: add it to the next one with `+`, or give it a name: `let name = …;`
",
    ),
    (
"if reached_cheese { 10 } if bumped { -1 }",
"
error: this value is not used: only the last expression counts
 --> 1:1
  |
1 | if reached_cheese { 10 } if bumped { -1 }
  | ^^^^^^^^^^^^^^^^^^^^^^^^
  = help: to add them, put each `if` in parentheses: `(if … { … }) + (if … { … })`
",
    ),
    (
"if reached_cheese { 10 } else { 0 } - 0.1 * steps",
"
error: `-` cannot follow the `}` of an `if`
 --> 1:37
  |
1 | if reached_cheese { 10 } else { 0 } - 0.1 * steps
  |                                     ^
  = help: put the whole `if` in parentheses: `(if … { … }) - …`
",
    ),
    (
"if reached_cheese { 10 } * 2",
"
error: `*` cannot follow the `}` of an `if`
 --> 1:26
  |
1 | if reached_cheese { 10 } * 2
  |                          ^
  = help: put the whole `if` in parentheses: `(if … { … }) * …`
",
    ),
    (
"1 + if bumped { 1 } else { 0 }",
"
error: an `if` inside a calculation needs parentheses
 --> 1:5
  |
1 | 1 + if bumped { 1 } else { 0 }
  |     ^^
  = help: for example `… + (if a { b } else { c })`
",
    ),
    (
"(x + 1",
"
error: this `(` is never closed
 --> 1:1
  |
1 | (x + 1
  | ^
  = help: add the missing `)`
",
    ),
    (
"x + 1)",
"
error: this `)` closes nothing
 --> 1:6
  |
1 | x + 1)
  |      ^
  = help: leave it out, or add the missing `(` before it
",
    ),
    (
"min(x, 1",
"
error: this `(` is never closed
 --> 1:4
  |
1 | min(x, 1
  |    ^
  = help: add the missing `)`
",
    ),
    (
"if bumped { 1",
"
error: this `{` is never closed
 --> 1:11
  |
1 | if bumped { 1
  |           ^
  = help: add the missing `}`
",
    ),
    (
"if bumped { 1 } }",
"
error: this `}` closes nothing
 --> 1:17
  |
1 | if bumped { 1 } }
  |                 ^
  = help: leave it out, or add the missing `{` before it
",
    ),
    (
"if bumped { }",
"
error: this branch has no value
 --> 1:12
  |
1 | if bumped { }
  |            ^
  = help: write what it is worth, for example `{ 0 }`
",
    ),
    (
"x + ()",
"
error: these parentheses are empty
 --> 1:5
  |
1 | x + ()
  |     ^^
  = help: put an expression in them, or leave them out
",
    ),
    (
"x +",
"
error: a value is missing after `+`
 --> 1:3
  |
1 | x +
  |   ^
  = help: write one, or leave out the `+`
",
    ),
    (
"* x",
"
error: a value is missing before `*`
 --> 1:1
  |
1 | * x
  | ^
  = help: write one, or leave out the `*`
",
    ),
    (
"x * * y",
"
error: a value is missing after `*`
 --> 1:3
  |
1 | x * * y
  |   ^
  = help: write one, or leave out the `*`
",
    ),
    (
"+x",
"
error: this `+` has no value before it
 --> 1:1
  |
1 | +x
  | ^
  = help: leave it out: positive numbers have no sign
",
    ),
    (
"x + + y",
"
error: this `+` has no value before it
 --> 1:5
  |
1 | x + + y
  |     ^
  = help: leave it out: positive numbers have no sign
",
    ),
    (
"a < b < c",
"
error: comparisons cannot be chained
 --> 1:1
  |
1 | a < b < c
  | ^^^^^^^^^
  = help: write `a < b && b < c`

error: there is no `a` here
 --> 1:1
  |
1 | a < b < c
  | ^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`

error: there is no `b` here
 --> 1:5
  |
1 | a < b < c
  |     ^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`
",
    ),
    (
"1 < x < 5 && bumped",
"
error: comparisons cannot be chained
 --> 1:1
  |
1 | 1 < x < 5 && bumped
  | ^^^^^^^^^
  = help: write `1 < x && x < 5`
",
    ),
    (
".5 * x",
"
error: a digit is missing before the point
 --> 1:1
  |
1 | .5 * x
  | ^^
  = help: type `0.5`
",
    ),
    (
"1. + x",
"
error: a digit is missing after the point
 --> 1:1
  |
1 | 1. + x
  | ^^
  = help: type `1` or `1.0`
",
    ),
    (
"1.2.3 * x",
"
error: `1.2.3` has more than one point
 --> 1:1
  |
1 | 1.2.3 * x
  | ^^^^^
  = help: write one number, such as `1.25`; `_` separates thousands
",
    ),
    (
"0x1F * x",
"
error: numbers are written in decimal here
 --> 1:1
  |
1 | 0x1F * x
  | ^^^^
  = help: for example `255` instead of `0xff`
",
    ),
    (
"1e * x",
"
error: the exponent of this number is missing
 --> 1:1
  |
1 | 1e * x
  | ^^
  = help: `1e3` is a thousand times as much; otherwise leave out the `e`
",
    ),
    (
"12steps",
"
error: `12steps` is neither a number nor a name
 --> 1:1
  |
1 | 12steps
  | ^^^^^^^
  = help: to multiply, write `12 * steps`
",
    ),
    (
"1e999 * x",
"
error: `1e999` is too large for a number
 --> 1:1
  |
1 | 1e999 * x
  | ^^^^^
  = help: the largest is about `1.8e308`, and the largest reward about `3.4e38`
",
    ),
    (
"1,5 * x",
"
error: decimals are written with a point, not with a comma
 --> 1:2
  |
1 | 1,5 * x
  |  ^
  = help: type `1.5`
",
    ),
    (
"max(x y)",
"
error: a comma is missing between the arguments of `max`
 --> 1:6
  |
1 | max(x y)
  |      ^
  = help: type `,` here, or an operator
",
    ),
    (
"max(x, , y)",
"
error: an argument is missing before this comma
 --> 1:8
  |
1 | max(x, , y)
  |        ^
  = help: leave out one comma
",
    ),
    (
"max(x, y,)",
"
error: nothing follows this comma
 --> 1:9
  |
1 | max(x, y,)
  |         ^
  = help: leave it out
",
    ),
    (
"x − 1",
"
error: `−` is not understood here
 --> 1:3
  |
1 | x − 1
  |   ^
  = help: type `-` instead
",
    ),
    (
"2 × x ÷ y",
"
error: `×` is not understood here
 --> 1:3
  |
1 | 2 × x ÷ y
  |   ^
  = help: type `*` instead

error: `÷` is not understood here
 --> 1:7
  |
1 | 2 × x ÷ y
  |       ^
  = help: type `/` instead
",
    ),
    (
"x ≤ 3 && y ≥ 4 && x ≠ y",
"
error: `≤` is not understood here
 --> 1:3
  |
1 | x ≤ 3 && y ≥ 4 && x ≠ y
  |   ^
  = help: type `<=` instead

error: `≥` is not understood here
 --> 1:12
  |
1 | x ≤ 3 && y ≥ 4 && x ≠ y
  |            ^
  = help: type `>=` instead

error: `≠` is not understood here
 --> 1:21
  |
1 | x ≤ 3 && y ≥ 4 && x ≠ y
  |                     ^
  = help: type `!=` instead
",
    ),
    (
"2\u{a0}* x",
"\nerror: this is a special space (U+00A0), the kind that word processors and web pages insert\n --> 1:2\n  |\n1 | 2\u{a0}* x\n  |  ^\n  = help: replace it with an ordinary space\n",
    ),
    (
"“reached_cheese”",
"
error: `“` has no meaning here
 --> 1:1
  |
1 | “reached_cheese”
  | ^
  = help: names are written without quotes

error: `”` has no meaning here
 --> 1:16
  |
1 | “reached_cheese”
  |                ^
  = help: names are written without quotes
",
    ),
    (
r#""reached_cheese" * 2"#,
r#"
error: a reward program has no use for text in quotes
 --> 1:1
  |
1 | "reached_cheese" * 2
  | ^^^^^^^^^^^^^^^^
  = help: names are written without quotes: `reached_cheese`
"#,
    ),
    (
"käse + 1",
"
error: names are written with the letters a to z, digits and `_`
 --> 1:1
  |
1 | käse + 1
  | ^^^^
  = help: use one of the names of this world, or one given by `let`
",
    ),
    (
"x²",
"
error: powers are written with `pow`
 --> 1:1
  |
1 | x²
  | ^^
  = help: for example `pow(x, 2)`, or `x * x`
",
    ),
    (
"√x",
"
error: roots are written with `sqrt`
 --> 1:1
  |
1 | √x
  | ^
  = help: for example `sqrt(x)`
",
    ),
    (
"x & bumped",
"
error: `&&` needs a condition, and `x` is a number
 --> 1:1
  |
1 | x & bumped
  | ^
  = help: did you mean `x > 0`?

error: `&` is not understood here
 --> 1:3
  |
1 | x & bumped
  |   ^
  = help: type `&&` instead
",
    ),
    (
"x > 3 | bumped",
"
error: `|` is not understood here
 --> 1:7
  |
1 | x > 3 | bumped
  |       ^
  = help: type `||` instead
",
    ),
    (
"x === 3",
"
error: `===` is not understood here
 --> 1:3
  |
1 | x === 3
  |   ^^^
  = help: type `==` instead
",
    ),
    (
"x <> 3",
"
error: `<>` is not understood here
 --> 1:3
  |
1 | x <> 3
  |   ^^
  = help: type `!=` instead
",
    ),
    (
"x =< 3",
"
error: `=<` is not understood here
 --> 1:3
  |
1 | x =< 3
  |   ^^
  = help: type `<=` instead
",
    ),
    (
"x ? 1 : 2",
"
error: `?` has no meaning here
 --> 1:3
  |
1 | x ? 1 : 2
  |   ^
  = help: a choice is written `if a { b } else { c }`

error: `:` has no meaning here
 --> 1:7
  |
1 | x ? 1 : 2
  |       ^
  = help: put the branch of an `if` in braces; names need no type
",
    ),
    (
"x[3]",
"
error: `[` has no meaning here
 --> 1:2
  |
1 | x[3]
  |  ^
  = help: there are no lists; to group, use `(` and `)`

error: `]` has no meaning here
 --> 1:4
  |
1 | x[3]
  |    ^
  = help: there are no lists; to group, use `(` and `)`
",
    ),
    (
"agent.x",
"
error: there is no `agent` here
 --> 1:1
  |
1 | agent.x
  | ^^^^^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`

error: `.` has no meaning here
 --> 1:6
  |
1 | agent.x
  |      ^
  = help: write a feature as a plain name, and a decimal as `0.5`
",
    ),
    (
"# comment
x",
"
error: comments are written with `//`
 --> 1:1
  |
1 | # comment
  | ^^^^^^^^^
  = help: `//` turns the rest of a line into a comment
",
    ),
    (
"/* comment */ x",
"
error: comments are written with `//`
 --> 1:1
  |
1 | /* comment */ x
  | ^^^^^^^^^^^^^
  = help: `//` turns the rest of a line into a comment
",
    ),
    (
"x @ 3",
"
error: `@` has no meaning here
 --> 1:3
  |
1 | x @ 3
  |   ^
  = help: leave it out
",
    ),
    (
"var a = 3; a + x",
"
error: `var` is written `let`
 --> 1:1
  |
1 | var a = 3; a + x
  | ^^^
  = help: a value gets its name with `let name = …;`
",
    ),
    (
"def f(x): return x",
"
error: a reward program cannot define functions
 --> 1:1
  |
1 | def f(x): return x
  | ^^^
  = help: write the expression itself, or name a value with `let name = …;`
",
    ),
    (
"log(x)",
"
error: there is no function `log`
 --> 1:1
  |
1 | log(x)
  | ^^^
  = help: the natural logarithm is `ln(x)`
",
    ),
    (
"random() * x",
"
error: there is no function `random`
 --> 1:1
  |
1 | random() * x
  | ^^^^^^
  = help: a reward is never random: the same step always pays the same
",
    ),
    (
"",
"
error: there is no reward yet
 --> 1:1
  |
1 |
  | ^
  = help: write an expression, for example `reached_cheese`
",
    ),
    (
"// nothing but a comment",
"
error: there is no reward yet
 --> 1:25
  |
1 | // nothing but a comment
  |                         ^
  = help: write an expression, for example `reached_cheese`
",
    ),
    (
"5",
"
warning: this reward is always 5, whatever the agent does
 --> 1:1
  |
1 | 5
  | ^
  = help: let it depend on a feature, for example `reached_cheese`
",
    ),
    (
"0 * reached_cheese",
"
warning: this reward is always 0, whatever the agent does
 --> 1:1
  |
1 | 0 * reached_cheese
  | ^^^^^^^^^^^^^^^^^^
  = help: let it depend on a feature, for example `reached_cheese`
",
    ),
    (
"let a = 3; x",
"
warning: `a` is never used
 --> 1:5
  |
1 | let a = 3; x
  |     ^
  = help: use it, or delete this `let`
",
    ),
    (
"1 / distance_to_cheese",
"
warning: `distance_to_cheese` can be 0, and a division by zero has no value
 --> 1:5
  |
1 | 1 / distance_to_cheese
  |     ^^^^^^^^^^^^^^^^^^
  = help: guard it: `if distance_to_cheese > 0 { … } else { … }`, or divide by `max(distance_to_cheese, 1)`
",
    ),
    (
"1 / (x - y)",
"
warning: `x - y` can be 0, and a division by zero has no value
 --> 1:5
  |
1 | 1 / (x - y)
  |     ^^^^^^^
  = help: guard it: `if x - y != 0 { … } else { … }`
",
    ),
    (
"if distance_to_cheese > 0 { 1 / distance_to_cheese } else { 1 }",
"
",
    ),
    (
"if distance_to_cheese == 0 { 1 } else { 1 / distance_to_cheese }",
"
",
    ),
    (
"if x != y { 1 / (x - y) }",
"
",
    ),
    (
"x / max(distance_to_cheese, 1)",
"
",
    ),
    (
"x / 0",
"
warning: this divides by zero, which has no value
 --> 1:5
  |
1 | x / 0
  |     ^
  = help: divide by something else
",
    ),
    (
"let d = 1 / distance_to_cheese; if distance_to_cheese > 0 { d } else { 0 }",
"
",
    ),
    (
"1000000 * x",
"
warning: this reward can reach 13,000,000
 --> 1:1
  |
1 | 1000000 * x
  | ^^^^^^^^^^^
  = help: agents learn best from rewards around 1; divide it by its usual size
",
    ),
    (
"exp(10 * steps)",
"
warning: this reward can reach more than any number
 --> 1:1
  |
1 | exp(10 * steps)
  | ^^^^^^^^^^^^^^^
  = help: agents learn best from rewards around 1; divide it by its usual size
",
    ),
    (
"sqrt(x - 5)",
"
warning: `x - 5` can be as low as -4, and a negative number has no square root
 --> 1:6
  |
1 | sqrt(x - 5)
  |      ^^^^^
  = help: write `sqrt(max(x - 5, 0))`, or guard it: `if x - 5 >= 0 { … }`
",
    ),
    (
"ln(distance_to_cheese)",
"
warning: `distance_to_cheese` can be 0, and only positive numbers have a logarithm
 --> 1:4
  |
1 | ln(distance_to_cheese)
  |    ^^^^^^^^^^^^^^^^^^
  = help: guard it: `if distance_to_cheese > 0 { … } else { … }`, or write `ln(max(distance_to_cheese, 1))`
",
    ),
    (
"pow(x - 5, 0.5)",
"
warning: `x - 5` can be as low as -4, and a negative number has only whole powers
 --> 1:5
  |
1 | pow(x - 5, 0.5)
  |     ^^^^^
  = help: write `pow(max(x - 5, 0), …)`, or use a whole number as the power
",
    ),
    (
"pow(distance_to_cheese, -1)",
"
warning: `distance_to_cheese` can be 0, and zero has no negative powers
 --> 1:5
  |
1 | pow(distance_to_cheese, -1)
  |     ^^^^^^^^^^^^^^^^^^
  = help: guard it: `if distance_to_cheese != 0 { … } else { … }`
",
    ),
    (
"clamp(x, 5, 1)",
"
warning: the bounds of this `clamp` are the wrong way round: `5` is larger than `1`
 --> 1:1
  |
1 | clamp(x, 5, 1)
  | ^^^^^^^^^^^^^^
  = help: write `clamp(x, 1, 5)`

warning: this reward is always 1, whatever the agent does
 --> 1:1
  |
1 | clamp(x, 5, 1)
  | ^^^^^^^^^^^^^^
  = help: let it depend on a feature, for example `reached_cheese`
",
    ),
    (
"if steps > 300 { 1 } else { x }",
"
warning: `steps > 300` is never true
 --> 1:4
  |
1 | if steps > 300 { 1 } else { x }
  |    ^^^^^^^^^^^
  = help: `steps` goes from 0 to 200
",
    ),
    (
"\tif\tbumpd { 1 }",
"
error: there is no `bumpd` here
 --> 1:5
  |
1 |     if  bumpd { 1 }
  |         ^^^^^
  = help: did you mean `bumped`?
",
    ),
    (
"if bumped {
    1

",
"
error: this `{` is never closed
 --> 1:11
  |
1 | if bumped {
  |           ^
  = help: add the missing `}`
",
    ),
    (
"let 日本 = 3; 日本 * x",
"
error: names are written with the letters a to z, digits and `_`
 --> 1:5
  |
1 | let 日本 = 3; 日本 * x
  |     ^^^^
  = help: use one of the names of this world, or one given by `let`

error: names are written with the letters a to z, digits and `_`
 --> 1:13
  |
1 | let 日本 = 3; 日本 * x
  |               ^^^^
  = help: use one of the names of this world, or one given by `let`
",
    ),
    (
"x +
  bumpd +
  cornr",
"
error: there is no `bumpd` here
 --> 2:3
  |
2 |   bumpd +
  |   ^^^^^
  = help: did you mean `bumped`?

error: there is no `cornr` here
 --> 3:3
  |
3 |   cornr
  |   ^^^^^
  = help: did you mean `distance_to_corner` or `reached_corner`?
",
    ),
    (
"else { 1 }",
"
error: this `else` has no `if`
 --> 1:1
  |
1 | else { 1 }
  | ^^^^
  = help: write `if a { b } else { c }`
",
    ),
    (
"{ 1 }",
"
error: this `{` has no `if`
 --> 1:1
  |
1 | { 1 }
  | ^
  = help: braces hold the branches of an `if`; to group, use `(` and `)`
",
    ),
    (
",",
"
error: a comma has no meaning here
 --> 1:1
  |
1 | ,
  | ^
  = help: commas only separate the arguments of a function: `max(a, b)`
",
    ),
    (
";",
"
error: this `;` ends nothing
 --> 1:1
  |
1 | ;
  | ^
  = help: leave it out: `;` only ends a `let`
",
    ),
    (
"if { 1 }",
"
error: the condition of this `if` is missing
 --> 1:1
  |
1 | if { 1 }
  | ^^
  = help: for example `if a { b } else { c }`
",
    ),
    (
"if bumped { 1 } else",
"
error: the `{` of this `else` is missing
 --> 1:21
  |
1 | if bumped { 1 } else
  |                     ^
  = help: put the branch in braces: `else { 0 }`
",
    ),
    (
"if bumped { 1 }; else { x }",
"
error: this `;` cuts the `else` off its `if`
 --> 1:16
  |
1 | if bumped { 1 }; else { x }
  |                ^
  = help: leave it out: `;` only ends a `let`
",
    ),
    (
"let mut a = 3; a + x",
"
error: a value never changes here, so `mut` is not needed
 --> 1:5
  |
1 | let mut a = 3; a + x
  |     ^^^
  = help: leave out `mut`
",
    ),
    (
"((x)",
"
error: this `(` is never closed
 --> 1:1
  |
1 | ((x)
  | ^
  = help: add the missing `)`
",
    ),
    (
"x + yy + zz - reached_cornr * (steps + bumpedd",
"
error: there is no `yy` here
 --> 1:5
  |
1 | x + yy + zz - reached_cornr * (steps + bumpedd
  |     ^^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`

error: there is no `zz` here
 --> 1:10
  |
1 | x + yy + zz - reached_cornr * (steps + bumpedd
  |          ^^
  = help: the features of cheese corner are `steps`, `x`, `y`, `distance_to_cheese`, `distance_to_corner`, `reached_cheese`, `reached_corner`, `bumped`

error: there is no `reached_cornr` here
 --> 1:15
  |
1 | x + yy + zz - reached_cornr * (steps + bumpedd
  |               ^^^^^^^^^^^^^
  = help: did you mean `reached_corner`?

error: this `(` is never closed
 --> 1:31
  |
1 | x + yy + zz - reached_cornr * (steps + bumpedd
  |                               ^
  = help: add the missing `)`

error: there is no `bumpedd` here
 --> 1:40
  |
1 | x + yy + zz - reached_cornr * (steps + bumpedd
  |                                        ^^^^^^^
  = help: did you mean `bumped`?
",
    ),
    (
"fn reward() { 1 }",
"
error: a reward program cannot define functions
 --> 1:1
  |
1 | fn reward() { 1 }
  | ^^
  = help: write the expression itself, or name a value with `let name = …;`
",
    ),
    (
"x == true == bumped",
"
error: comparisons cannot be chained
 --> 1:1
  |
1 | x == true == bumped
  | ^^^^^^^^^^^^^^^^^^^
  = help: write `x == true && true == bumped`
",
    ),
    (
"let a = if bumped { 1 } else { 2 } + 3; a",
"
error: `+` cannot follow the `}` of an `if`
 --> 1:36
  |
1 | let a = if bumped { 1 } else { 2 } + 3; a
  |                                    ^
  = help: put the whole `if` in parentheses: `(if … { … }) + …`
",
    ),
    (
"let b = a; let a = x; b + a",
"
error: `a` has no value yet
 --> 1:9
  |
1 | let b = a; let a = x; b + a
  |         ^
  = help: a `let` can use only what stands above it; `a` gets its value here or further down
",
    ),
    (
"let loops = 3;

// the middle
let = 2;
loops * cornr",
"
error: a name is missing after `let`
 --> 4:1
  |
4 | let = 2;
  | ^^^
  = help: for example `let bonus = 2;`

error: there is no `cornr` here
 --> 5:9
  |
5 | loops * cornr
  |         ^^^^^
  = help: did you mean `distance_to_corner` or `reached_corner`?
",
    ),
    (
"if bumped
  { 1 }
  else x",
"
error: the `{` of this `else` is missing
 --> 3:7
  |
3 |   else x
  |       ^
  = help: put the branch in braces: `else { 0 }`
",
    ),
    (
"let d = distance_to_cheese;
if d > 0 && steps < 100 {
    1 / d
} else if d == 0 {
    10
}",
"
",
    ),
    (
"let r = 1 / distance_to_cheese;
if bumped { r } else { r + 1 }",
"
warning: `distance_to_cheese` can be 0, and a division by zero has no value
 --> 1:13
  |
1 | let r = 1 / distance_to_cheese;
  |             ^^^^^^^^^^^^^^^^^^
  = help: guard it: `if distance_to_cheese > 0 { … } else { … }`, or divide by `max(distance_to_cheese, 1)`
",
    ),
    (
"if x > y { 1 / (x - y) } else { 0 }",
"
",
    ),
    (
"if !(distance_to_cheese == 0) { 1 / distance_to_cheese }",
"
",
    ),
    (
"distance_to_cheese > 0 && 1 / distance_to_cheese > 0.5",
"
",
    ),
    (
"let far = distance_to_cheese != 0; if far { ln(distance_to_cheese) }",
"
",
    ),
    (
"1 / (distance_to_cheese + 1)",
"
",
    ),
    (
"-2e6 * reached_cheese",
"
warning: this reward can reach -2,000,000
 --> 1:1
  |
1 | -2e6 * reached_cheese
  | ^^^^^^^^^^^^^^^^^^^^^
  = help: agents learn best from rewards around 1; divide it by its usual size
",
    ),
    (
"1 / (if bumped { 1 } else { x - 4 })",
"
warning: this value can be 0, and a division by zero has no value
 --> 1:5
  |
1 | 1 / (if bumped { 1 } else { x - 4 })
  |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: name it with `let d = …;`, then guard it: `if d != 0 { … } else { … }`
",
    ),
    (
"-x - 5",
"
",
    ),
    (
"sqrt(distance_to_cheese - was(distance_to_cheese))",
"
warning: this value can be as low as -169, and a negative number has no square root
 --> 1:6
  |
1 | sqrt(distance_to_cheese - was(distance_to_cheese))
  |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: name it with `let d = …;`, then write `sqrt(max(d, 0))`, or guard it: `if d >= 0 { … }`
",
    ),
    (
"pow(x, 2) + pow(2, x) / exp(-x)",
"
warning: this reward can reach 3,624,250,676
 --> 1:1
  |
1 | pow(x, 2) + pow(2, x) / exp(-x)
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = help: agents learn best from rewards around 1; divide it by its usual size
",
    ),
    (
"bumped == 2",
"
warning: `bumped == 2` is never true
 --> 1:1
  |
1 | bumped == 2
  | ^^^^^^^^^^^
  = help: `bumped` goes from 0 to 1

warning: this reward is always 0, whatever the agent does
 --> 1:1
  |
1 | bumped == 2
  | ^^^^^^^^^^^
  = help: let it depend on a feature, for example `reached_cheese`
",
    ),
    (
"reward + 1",
"
error: there is no `reward` here
 --> 1:1
  |
1 | reward + 1
  | ^^^^^^
  = help: the reward has no name: the last expression is the reward
",
    ),
    (
"x + “y”",
"
error: `“` has no meaning here
 --> 1:5
  |
1 | x + “y”
  |     ^
  = help: names are written without quotes

error: `”` has no meaning here
 --> 1:7
  |
1 | x + “y”
  |       ^
  = help: names are written without quotes
",
    ),
    (
"Reached_Cheese + BUMPED",
"
error: there is no `Reached_Cheese` here
 --> 1:1
  |
1 | Reached_Cheese + BUMPED
  | ^^^^^^^^^^^^^^
  = help: did you mean `reached_cheese`?

error: there is no `BUMPED` here
 --> 1:18
  |
1 | Reached_Cheese + BUMPED
  |                  ^^^^^^
  = help: did you mean `bumped`?
",
    ),
    (
"mox(x, y)",
"
error: there is no function `mox`
 --> 1:1
  |
1 | mox(x, y)
  | ^^^
  = help: did you mean `max(a, b)`?
",
    ),
    (
"min()",
"
error: `min` takes 2 arguments or more, and here it has 0
 --> 1:1
  |
1 | min()
  | ^^^^^
  = help: write `min(a, b)`
",
    ),
    (
"steps_taken",
"
error: there is no `steps_taken` here
 --> 1:1
  |
1 | steps_taken
  | ^^^^^^^^^^^
  = help: did you mean `steps`?
",
    ),
    (
"distance",
"
error: there is no `distance` here
 --> 1:1
  |
1 | distance
  | ^^^^^^^^
  = help: did you mean `distance_to_cheese` or `distance_to_corner`?
",
    ),
    (
"if (bumped) 5 else x",
"
error: the `{` of this `if` is missing
 --> 1:12
  |
1 | if (bumped) 5 else x
  |            ^
  = help: put the branch in braces: `if … { 10 }`

error: the `{` of this `else` is missing
 --> 1:19
  |
1 | if (bumped) 5 else x
  |                   ^
  = help: put the branch in braces: `else { 0 }`
",
    ),
    (
"if bumped { 1 } else if { 2 }",
"
error: the condition of this `if` is missing
 --> 1:22
  |
1 | if bumped { 1 } else if { 2 }
  |                      ^^
  = help: for example `if a { b } else { c }`
",
    ),
    (
"if bumped { let a = x; }",
"
error: this branch has no value
 --> 1:23
  |
1 | if bumped { let a = x; }
  |                       ^
  = help: write what it is worth, for example `{ 0 }`
",
    ),
    (
"if bumped { x = 1 }",
"
error: a value never changes here: `=` belongs to `let`
 --> 1:13
  |
1 | if bumped { x = 1 }
  |             ^^^
  = help: to name a value, write `let x = …;`; to compare, write `x == …`
",
    ),
    (
"if bumped { 1; 2 }",
"
error: this value is not used: only the last expression counts
 --> 1:13
  |
1 | if bumped { 1; 2 }
  |             ^
  = help: give it a name with `let name = …;`, or add it to the last expression with `+`
",
    ),
    (
r#""unclosed + 1"#,
r#"
error: a reward program has no use for text in quotes
 --> 1:1
  |
1 | "unclosed + 1
  | ^^^^^^^^^^^^^
  = help: names are written without quotes
"#,
    ),
    (
"1_000 * x + 1__0 - 5_",
"
",
    ),
    (
"x👩y",
"
error: `👩` has no meaning here
 --> 1:2
  |
1 | x👩y
  |  ^^
",
    ),
    (
"if bumped {
    1
) else { 2 }",
"
error: this `)` closes nothing
 --> 3:1
  |
3 | ) else { 2 }
  | ^
  = help: leave it out, or add the missing `(` before it
",
    ),
];

#[test]
fn every_message_is_as_written() {
    assert!(TABLE.len() >= 80);
    for (source, expected) in TABLE {
        let (program, diagnostics) = compile(source, &SCHEMA);
        let found = render(source, &diagnostics);
        assert_eq!(found, expected.strip_prefix('\n').unwrap_or(expected), "\n{source}\n\n{found}");
        assert_eq!(program.is_none(), diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error), "{source}");
    }
}

/// The one message about `source`, without the text.
fn message(source: &str) -> String {
    let (_, diagnostics) = compile(source, &SCHEMA);
    assert_eq!(diagnostics.len(), 1, "{}", render(source, &diagnostics));
    let diagnostic = &diagnostics[0];
    format!("{}..{} {}; {}", diagnostic.span.start, diagnostic.span.end, diagnostic.message, diagnostic.hint.as_deref().unwrap_or(""))
}

#[test]
fn limits_have_their_own_messages() {
    let long = format!("x // {}", "é".repeat(5000));
    assert_eq!(
        message(&long),
        "8191..8191 this text is 10,005 bytes long, and a reward program may have 8,192; shorten it; comments count too"
    );
    let many = "x".to_owned() + &"+x".repeat(1000);
    assert_eq!(message(&many), "2000..2001 this program has more than 2,000 parts; name what repeats with `let`, or ask for less");
    let deep = "this is nested more than 64 deep; give the inner parts names with `let`";
    assert_eq!(message(&format!("{}x{}", "(".repeat(64), ")".repeat(64))), format!("64..65 {deep}"));
    assert_eq!(message(&format!("{}x", "-".repeat(64))), format!("63..64 {deep}"));
    assert_eq!(message(&format!("{}bumped", "!".repeat(8000))), format!("63..64 {deep}"));
    // One less of each is fine.
    for source in [
        format!("x // {}", "é".repeat(4093)),
        "x".to_owned() + &"+x".repeat(999),
        format!("{}x{}", "(".repeat(63), ")".repeat(63)),
        format!("{}x", "-".repeat(63)),
        format!("{}1", "if bumped { 1 } else if reached_cheese { 2 } else ".repeat(100)).replace("else 1", "else { 1 }"),
    ] {
        let (program, diagnostics) = compile(&source, &SCHEMA);
        assert!(program.is_some(), "{}", render(&source, &diagnostics));
    }
}

#[test]
fn no_more_than_twenty() {
    let (_, diagnostics) = compile(&"nothing + ".repeat(100), &SCHEMA);
    assert_eq!(diagnostics.len(), 20);
}

#[test]
fn carets_on_difficult_lines() {
    let check = |source: &str, start: usize, end: usize, expected: &str| {
        let diagnostic = Diagnostic { severity: Severity::Error, span: Span { start, end }, message: "m".into(), hint: None };
        assert_eq!(render(source, &[diagnostic]), format!("error: m\n{expected}"), "{source:?}");
    };
    // Nothing at all; the end of the text; after a last line break.
    check("", 0, 0, " --> 1:1\n  |\n1 |\n  | ^\n");
    check("ab", 2, 2, " --> 1:3\n  |\n1 | ab\n  |   ^\n");
    check("ab\n", 3, 3, " --> 2:1\n  |\n2 |\n  | ^\n");
    // Tabs, also inside the span; Windows line ends.
    check("\ta\tb", 1, 4, " --> 1:2\n  |\n1 |     a   b\n  |     ^^^^^\n");
    check("a\r\nb\r\n", 3, 4, " --> 2:1\n  |\n2 | b\n  | ^\n");
    // Wide, combining and dangerous characters; a span that is not on a boundary.
    check("日本 x", 7, 8, " --> 1:4\n  |\n1 | 日本 x\n  |      ^\n");
    check("e\u{301} x", 4, 5, " --> 1:4\n  |\n1 | e\u{301} x\n  |   ^\n");
    check("\u{202e}x", 3, 4, " --> 1:2\n  |\n1 | \u{fffd}x\n  |  ^\n");
    check("éx", 1, 2, " --> 1:1\n  |\n1 | éx\n  | ^\n");
    check("x", 7, 9, " --> 1:2\n  |\n1 | x\n  |  ^\n");
    // Two lines, many lines, and a span that ends with a line break.
    check("a b\n  c d\n", 2, 7, " --> 1:3\n  |\n1 | a b\n  |   ^\n2 |   c d\n  |   ^\n");
    check("a\nb\nc\nd", 0, 7, " --> 1:1\n  |\n1 | a\n  | ^\n...\n4 | d\n  | ^\n");
    check("a b\nc", 2, 4, " --> 1:3\n  |\n1 | a b\n  |   ^\n");
    let lines = "\n".repeat(98);
    check(&format!("{lines}x\ny"), 98, 101, "   --> 99:1\n    |\n 99 | x\n    | ^\n100 | y\n    | ^\n");
    // A long line is cut around the mistake.
    let long = format!("{}+ y +{}", "x".repeat(500), "z".repeat(500));
    let expected = format!(" --> 1:503\n  |\n1 | …{}+ y +{}…\n  |  {}^\n", "x".repeat(58), "z".repeat(57), " ".repeat(60));
    check(&long, 502, 503, &expected);
}

/// Wherever a wide form stands, the message names the plain one: the form itself, or what is to be typed instead.
#[test]
fn every_wide_form_names_its_plain_letter() {
    for wide in '\u{ff01}'..='\u{ff5e}' {
        let plain = char::from((wide as u32 - 0xff01) as u8 + b'!');
        for source in [format!("1 {wide} x"), format!("x{wide}x"), format!("{wide}{wide}")] {
            let (program, diagnostics) = compile(&source, &SCHEMA);
            let said = render(&source, &diagnostics);
            assert!(program.is_none(), "{source}");
            let is_named = diagnostics.iter().any(|diagnostic| {
                let typed = diagnostic.hint.as_deref().unwrap_or_default().strip_prefix("type `");
                let typed = typed.and_then(|typed| typed.strip_suffix("` instead")).is_some_and(|typed| typed.contains(plain));
                typed || (diagnostic.hint.is_some() && diagnostic.message.contains(&format!("is a wide `{plain}")))
            });
            assert!(is_named, "{source}: {said}");
        }
    }
}
