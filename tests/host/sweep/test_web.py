from pathlib import Path

import pytest

from redshank.host.sweep import web
from redshank.host.sweep.web import traits_of
from tests.host.sweep.make import found, put, scene


def test_pages_that_run_requests_are_told(tmp_path: Path) -> None:
    put(tmp_path, "/var/www/html/uploads/a.php", "<?php system($_GET['c']); ?>")
    put(tmp_path, "/var/www/html/index.php", "<?php echo 'hello'; ?>")
    put(tmp_path, "/var/www/html/images/b.php", "<?php echo 1; ?>")
    put(tmp_path, "/var/www/html/images/c.png", "eval($_POST[1])")
    assert found(web.look(scene(tmp_path))) == {
        "/var/www/html/uploads/a.php": ({"runs_requests", "among_uploads"}, None),
        "/var/www/html/images/b.php": ({"among_uploads"}, None),
    }


@pytest.mark.parametrize(
    "text", ["<?php @eval ( base64_decode('x'));", "<?= 1; assert($_REQUEST['a'])", "getRuntime().exec(request.getParameter(1))"]
)
def test_ways_to_run_what_is_asked(text: str) -> None:
    assert traits_of("/var/www/x.php", text) == ["runs_requests"]


def test_ordinary_code_is_quiet() -> None:
    assert not traits_of("/var/www/x.php", "exec('/usr/bin/convert ' . escapeshellarg($file)); evaluate($_GET['page']);")
