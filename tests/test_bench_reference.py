"""The bench of references within a document reads CoNLL and counts pairs."""

import pytest

from bench import reference

LINES = """# begin document
0\tMr.\t(1
1\tJoseph\t_
2\tKony\t1)
3\tleads\t_
4\tthe\t(2
5\tLake\t_
6\tFront\t2)
7\t.\t_
8\tKony\t(1)
9\tfled\t_
10\t,\t_
11\tand\t_
12\tthe\t(2
13\tLake\t_
14\tFront\t2)
15\tsplit\t_
16\t.\t_
"""


def test_brackets_become_mentions_with_offsets_that_quote():
    text, mentions = reference.parse(LINES.splitlines())
    assert text == "Mr. Joseph Kony leads the Lake Front. Kony fled, and the Lake Front split."
    assert [(text[m.start : m.end], m.entity) for m in mentions] == [
        ("Mr. Joseph Kony", 1), ("the Lake Front", 2), ("Kony", 1), ("the Lake Front", 2),
    ]  # fmt: skip


def test_pairs_of_mentions_are_counted(tmp_path):
    (tmp_path / "GUM_news_x.conll").write_text(LINES, encoding="utf-8")
    figures = reference.measure_files(tmp_path)
    assert figures["news_documents"] == 1
    assert figures["news_pair_f1"] == pytest.approx(1.0)
