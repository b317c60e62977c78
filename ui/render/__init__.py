"""An answer in HTML, in words, and as JSON; pure."""
