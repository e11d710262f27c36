"""Slow teachers of the tagger: `make model` trains them and then the tagger that is shipped.

Not part of the runtime. Two teachers learn from labelled abstracts and say of each character of
unlabelled ones how likely it is outside, at the begin of, or inside a span of effect, means and
outlook; `patnav train --teach` lets the small network learn that (docs/annotation.md).

corpus      texts of exports                 characters  a conditional random field (CRF)
labels      labels as places of characters   pretrained, bge, windows, network, encoder
offsets     labels kept apart from texts                 a transformer, per language
mix         both opinions as one             __main__    all of it, one command
"""
