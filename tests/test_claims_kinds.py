"""A claim of another kind than the one that it names stands alone. Sentences are our own."""

from __future__ import annotations

from patnav.ingest.annotate.claim_table import claim_rows

CHINESE = (
    "1.一种电池，其特征在于，有壳体。2.一种如权利要求1所述的电池的制备方法，其特征在于，涂布。"
    "3.根据权利要求2所述的制备方法，其特征在于，涂布两次。4.权利要求1所述的电池在电动车中的应用。"
    "5.根据权利要求1所述的电池，其特征在于，壳体为铝。"
)
ENGLISH = (
    "1. A soap comprising oil. 2. A method of making the soap of claim 1, comprising boiling oil."
    " 3. The method as claimed in claim 2, comprising stirring. 4. Use of the soap of claim 1 for"
    " washing. 5. The soap of claim 1, wherein the oil is olive oil."
)
KINDS = [
    ("independent", [], "product"),
    ("independent", ["1"], "method"),
    ("dependent", ["2"], ""),
    ("independent", ["1"], "use"),
    ("dependent", ["1"], ""),
]


def test_a_method_or_use_of_a_claimed_product_is_independent_and_keeps_its_parent() -> None:
    for lang, text in (("zh", CHINESE), ("en", ENGLISH)):
        rows = list(claim_rows([{"patent": "P", "section": "claim", "lang": lang, "text": text}]))
        assert [(row["kind"], row["parents"], row["category"]) for row in rows] == KINDS


def test_the_claim_that_is_named_is_no_part_of_the_subject() -> None:
    def subject(lang: str, text: str, claim: int) -> str:
        rows = claim_rows([{"patent": "P", "section": "claim", "lang": lang, "text": text}])
        return next(row["subject"] for row in rows if row["claim"] == claim)

    assert subject("zh", CHINESE, 2) == "电池制备方法"
    assert subject("zh", CHINESE, 4) == "电池在电动车中的应用"
    assert subject("en", ENGLISH, 2) == "method for producing soap"
