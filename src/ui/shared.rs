//! Values that many parts of the page hold, compared by where they are.

use std::ops::Deref;
use std::rc::Rc;

/// A shared value that is never changed in place. Two are the same only if they are one: comparing what is in them would cost
/// more, and points that are no numbers are never equal.
#[derive(Debug)]
pub struct Shared<T>(pub Rc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone())
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
