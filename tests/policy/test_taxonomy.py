"""The taxonomy file: what is shipped, and what a department's own file is told when it is wrong."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from kehu_batch.errors import PolicyError
from kehu_batch.policy.taxonomy import Taxonomy, load_taxonomy

NAMES = (
    "产品质量",
    "服务响应",
    "服务态度",
    "价格费用",
    "物流配送",
    "功能操作",
    "系统性能",
    "技术支持",
    "账务票据",
    "合同条款",
    "交付周期",
    "其他",
)

SMALL = """
version = 1
[[types]]
name = "质量"
department = "质量部"
problems = ["坏了"]
[words]
none_answers = ["无"]
negations = ["没有"]
fillers = []
resolved = []
contrasts = []
connectors = []
exclusions = []
praise = []
demands = []
imperatives = []
urging = []
latent = []
problems = ["问题"]
moods = []
gaps = []
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "分类.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_types_stand_in_their_order() -> None:
    taxonomy = load_taxonomy()
    assert taxonomy.names == NAMES
    assert [item.name for item in taxonomy.types if item.catch_all] == ["其他"]
    assert all(item.department for item in taxonomy.types)


def test_the_shipped_taxonomy_is_loaded_once_and_hashes_by_content(tmp_path: Path) -> None:
    taxonomy = load_taxonomy()
    assert load_taxonomy() is taxonomy
    first, second = load_taxonomy(write(tmp_path, SMALL)), load_taxonomy(write(tmp_path, SMALL + "# 注释\n"))
    assert first == second
    assert hash(first) == hash(second)
    assert first != taxonomy
    assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 - our own bytes, as a worker gets them


def test_values_are_frozen(tmp_path: Path) -> None:
    taxonomy = load_taxonomy(write(tmp_path, SMALL))
    with pytest.raises(AttributeError):
        taxonomy.version = 2  # type: ignore[misc]
    assert isinstance(taxonomy, Taxonomy)


def test_a_file_of_windows_with_a_byte_order_mark_loads(tmp_path: Path) -> None:
    path = tmp_path / "分类.toml"
    path.write_text(SMALL.replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    assert load_taxonomy(path).names == ("质量",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "质量"', "", "types.1.name 缺少该项"),
        ("version = 1", "version = 3", "version"),
        ('problems = ["坏了"]', 'problem = ["坏了"]', "types.1.problem 没有这个设置项"),
        ('negations = ["没有"]', 'negations = "没有"', "words.negations 应为词语列表"),
        ('negations = ["没有"]', "negations = [1]", "words.negations.1 应为文字"),
        ('negations = ["没有"]', 'negations = ["  "]', "words.negations.1 不能为空"),
        ('negations = ["没有"]', 'negations = ["\\u200b"]', "words.negations 中有一个词"),
        ("praise = []", 'praise = ["問題"]', "“问题”同时写在"),
        ("[words]", '[[types]]\nname = "质量"\ndepartment = "甲"\n[words]', "“质量”同时写在"),
        ("gaps = []", "gaps = [", "不是有效的 TOML"),
        ("gaps = []", "", "words.gaps 缺少该项"),
    ],
)
def test_a_wrong_file_is_refused_and_the_key_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in SMALL
    with pytest.raises(PolicyError) as caught:
        load_taxonomy(write(tmp_path, SMALL.replace(old, new)))
    assert told in caught.value.message
    assert "分类.toml" in caught.value.message
    assert caught.value.action


def test_all_repeated_words_are_named_at_once(tmp_path: Path) -> None:
    text = SMALL.replace("praise = []", 'praise = ["问题", "没有"]')
    with pytest.raises(PolicyError, match=r"问题[\s\S]*没有|没有[\s\S]*问题"):
        load_taxonomy(write(tmp_path, text))


@pytest.mark.parametrize("content", [None, "质量".encode("utf-16")])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "分类.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PolicyError) as caught:
        load_taxonomy(path)
    assert "分类.toml 打不开" in caught.value.message
    assert caught.value.code == "taxonomy_unreadable"
