"""From a document to anchored claims: the trained encoder, rules, and the law of quotes."""
