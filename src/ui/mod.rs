//! The page. `state` is plain data and is tested natively; everything else knows the browser.
