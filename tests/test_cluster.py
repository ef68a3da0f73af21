"""The same tables from a Ray cluster."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.run import ClusterError, cluster, run
from pipeline.run.settings import Settings

TEXTS = [f"La région Bretagne verse {n} millions d'euros à la ville de Brest." for n in range(2, 22)]


@pytest.mark.filterwarnings("ignore")
def test_tables_are_those_of_one_process(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="the cluster engine needs Ray: pip install 'quifinance[cluster]'")
    source = jsonl(*TEXTS)
    run(source, tmp_path / "one", cache=tmp_path / "kept-one")
    run(source, tmp_path / "ray", cache=tmp_path / "kept-ray", engine="ray")
    for path in (tmp_path / "one").glob("*.csv"):
        assert (tmp_path / "ray" / path.name).read_bytes() == path.read_bytes()


def test_without_ray_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, jsonl: Callable[..., Path]) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ClusterError, match=r"pip install 'quifinance\[cluster\]'"):
        run(jsonl("Brest."), jsonl("").parent / "out", engine="ray")


def test_nothing_to_do_asks_no_cluster() -> None:
    pytest.importorskip("pyarrow", reason="the cluster engine needs Ray: pip install 'quifinance[cluster]'")
    assert list(cluster.extract_all(iter([]), Settings(), 1)) == []
