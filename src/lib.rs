//! A laboratory for Byzantine agreement that runs inside a web page.
