"""Annotation by a language model of the user's own choice (optional, off by default); docs/llm.md.

prompt ─▶ server (the only part that needs `patnav[llm]`) ─▶ kept answers ─▶ labels ─▶ mentions

An answer is kept as the server gave it, under the hash of what was asked. Labels are read out of
kept answers; each quote is found verbatim in the text or dropped, and its offsets are ours. So a
build needs kept answers only, and makes the same bytes from them.
"""
