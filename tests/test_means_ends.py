"""Where a Chinese means ends: it names something, and its brackets are closed."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.edges import tight
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import fold


@pytest.mark.parametrize(
    ("text", "quote", "kept"),
    [
        ("包括：第一获取单元，其获取电流。", "第一", "第一获取单元"),
        ("所述第1目标轨道。", "第1目", "第1目标轨道"),
        ("连接的第一轴承部分 (12a)和壳体", "第一轴", "第一轴承部分"),
        ("左右一对的第一柱；门", "第一柱", "第一柱"),
        ("包含第一判断、第二判断", "第一", "第一判断"),
        ("具有第一和第二电极", "第一", ""),
        ("第一阶段预处理海量文本", "第一", ""),
        ("板上设有多个通孔", "多个", ""),
        ("基于电压控制", "基于", ""),
        ("车载发送器(22A)；以及壳体", "车载发送器(22A", "车载发送器"),
        ("用适量缓冲液(磷酸盐)制备", "缓冲液(磷酸盐", "缓冲液(磷酸盐)"),
        ("设有马达行驶(电动行驶模式、串联", "马达行驶(电动行驶模式", "马达行驶"),
        ("电子控制单元(ECU)控制", "电子控制单元(ECU)", "电子控制单元(ECU)"),
    ],
)
def test_a_means_names_something_and_closes_its_brackets(text: str, quote: str, kept: str) -> None:
    start = text.index(quote)
    tag = Tag("means", start, start + len(quote), 1.0)
    found = tight(Passage(fold(text), "", "zh"), [tag])
    assert [text[one.start : one.end] for one in found] == ([kept] if kept else [])
